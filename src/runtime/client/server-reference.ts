// Where a Server Reference points to. (5.0 §4.11: hosts with or without a port, one after the other)

import type { Address } from "../transports/address.ts";

/** The first server of a reference, reached as the one before was; undefined where none can be read, or there is no host to go to. */
export function redirected(address: Address, serverReference: string): Address | undefined {
  if (address.kind === "unix") return undefined;
  const [first = ""] = serverReference.trim().split(/\s+/);
  const url = `ws://${first}`;
  if (!/^[^/?#@]+$/.test(first) || !URL.canParse(url)) return undefined;
  const { hostname, port } = new URL(url);
  const usual = /:80$/.test(first) ? 80 : address.port;
  return { ...address, host: hostname.replace(/^\[(.*)\]$/, "$1"), port: port === "" ? usual : Number(port) };
}
