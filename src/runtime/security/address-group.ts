// Whom an address belongs to, as far as one can tell: what is counted for one address is counted for this.

import { isIPv6 } from "node:net";

/** Levels of 16 bits that a provider gives to one customer: a /64. (RFC 6177) */
const NETWORK_GROUPS = 4;

/** An IPv4 address itself, also where it is written as one of IPv6; of an IPv6 address the network, `2001:db8:0:1::/64`. */
export function addressGroup(address: string): string {
  const plain = address.replace(/%.*$/, "");
  const [, mapped] = /^::ffff:([\d.]+)$/i.exec(plain) ?? [];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(plain)) return plain;
  const [head = "", tail] = plain.toLowerCase().split("::");
  const [before, after] = [head, tail ?? ""].map((part) => (part === "" ? [] : part.split(":"))) as [
    string[],
    string[],
  ];
  const missing = tail === undefined ? 0 : 8 - before.length - after.length;
  const groups = [...before, ...Array.from({ length: missing }, () => "0"), ...after];
  const network = groups.slice(0, NETWORK_GROUPS).map((group) => group.replace(/^0+(?=.)/, ""));
  return `${network.join(":")}::/64`;
}
