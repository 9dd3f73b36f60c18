// The other end of a socket: its address, and what its certificate says.

import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { Peer, PeerCertificate } from "../peer.ts";

/** The other end of an open socket. A certificate counts only where it was verified. */
export function peerOf(socket: Socket): Peer {
  const certificate = socket instanceof TLSSocket && socket.authorized ? certificateOf(socket) : undefined;
  return { address: socket.remoteAddress, port: socket.remotePort, certificate };
}

function certificateOf(socket: TLSSocket): PeerCertificate | undefined {
  const shown = socket.getPeerCertificate();
  // Node answers an empty object where none was shown.
  if (shown?.fingerprint256 === undefined) return undefined;
  const { CN = [] } = shown.subject as { readonly CN?: string | readonly string[] };
  const names = alternativeNames(shown.subjectaltname ?? "");
  const named = (kind: string): readonly string[] => names.filter(([k]) => k === kind).map(([, name]) => name);
  return {
    commonNames: [CN].flat(),
    dnsNames: named("DNS"),
    emails: named("email"),
    uris: named("URI"),
    fingerprint: shown.fingerprint256,
  };
}

/**
 * Takes apart what Node says of alternative names: `DNS:a.example, URI:"a, DNS:b"`. A name with a comma in it stands in the
 * quotes of JSON, so that none can pass for two.
 */
export function alternativeNames(text: string): readonly (readonly [kind: string, name: string])[] {
  const names: (readonly [string, string])[] = [];
  for (const [, kind = "", quoted, bare = ""] of text.matchAll(/(?:^|, )([^:,]+):(?:("(?:[^"\\]|\\.)*")|([^,]*))/g)) {
    names.push([kind, quoted === undefined ? bare : String(JSON.parse(quoted))]);
  }
  return names;
}
