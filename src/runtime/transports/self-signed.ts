// A certificate for tests: its own authority, for this machine alone.

import { generate } from "selfsigned";

/** A certificate and its key, in PEM. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

/** Makes one, for `localhost` and 127.0.0.1. */
export async function selfSigned(name: string): Promise<Identity> {
  const altNames = [
    { type: 2 as const, value: "localhost" },
    { type: 7 as const, ip: "127.0.0.1" },
  ];
  const { cert, private: key } = await generate([{ name: "commonName", value: name }], {
    keySize: 2048,
    extensions: [
      { name: "basicConstraints", cA: true },
      { name: "subjectAltName", altNames },
    ],
  });
  return { cert, key };
}
