// A certificate for tests: its own authority, for this machine alone.

import { generate } from "selfsigned";

/** A certificate and its key, in PEM. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

/** What is not as usual about one. */
export interface Oddities {
  /** Alternative names, instead of `localhost` and 127.0.0.1. (RFC 5280 §4.2.1.6) */
  readonly names?: readonly { readonly kind: "dns" | "email" | "uri"; readonly name: string }[];
  /** It was good last year. */
  readonly isExpired?: boolean;
}

/** The kinds of alternative names, as their tags are numbered. */
const TAGS = { email: 1, dns: 2, uri: 6 } as const;
const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

/** Makes one, for `localhost` and 127.0.0.1. */
export async function selfSigned(name: string, { names, isExpired = false }: Oddities = {}): Promise<Identity> {
  const here = [
    { type: TAGS.dns, value: "localhost" },
    { type: 7 as const, ip: "127.0.0.1" },
  ];
  const altNames = names?.map(({ kind, name: value }) => ({ type: TAGS[kind], value })) ?? here;
  const { cert, private: key } = await generate([{ name: "commonName", value: name }], {
    keySize: 2048,
    ...(isExpired && {
      notBeforeDate: new Date(Date.now() - 2 * YEAR_MS),
      notAfterDate: new Date(Date.now() - YEAR_MS),
    }),
    extensions: [
      { name: "basicConstraints", cA: true },
      { name: "subjectAltName", altNames },
    ],
  });
  return { cert, key };
}
