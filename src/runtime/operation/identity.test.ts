// Certificates and keys that cannot be used, and what somebody is told of them.

import { createPrivateKey } from "node:crypto";
import { generate } from "selfsigned";
import { beforeAll, describe, expect, test } from "vitest";
import { type Identity, selfSigned } from "../transports/self-signed.ts";
import { checkAuthority, checkIdentity, IdentityError } from "./identity.ts";

let one: Identity;
let other: Identity;
beforeAll(async () => {
  [one, other] = await Promise.all([selfSigned("one"), selfSigned("other")]);
});

function refusal(cert: string, key: string, now = new Date()): string {
  try {
    checkIdentity({ cert, certFile: "b.crt", key, keyFile: "b.key" }, now);
    return "";
  } catch (error) {
    expect(error).toBeInstanceOf(IdentityError);
    return (error as IdentityError).message;
  }
}

describe("a certificate and its key", () => {
  test("can be used where they belong together, and the time is right", () => {
    expect(refusal(one.cert, one.key)).toBe("");
    expect(refusal(`${one.cert}\n${other.cert}`, one.key)).toBe("");
    expect(() => checkAuthority(one.cert, "ca.crt")).not.toThrow();
  });

  test("that do not belong together are told of", () => {
    expect(refusal(one.cert, other.key)).toBe("b.key is not the key of the certificate in b.crt");
  });

  test("that are exchanged are told of", () => {
    expect(refusal(one.key, one.cert)).toBe(
      "b.crt holds no certificate, but private key: were the two files exchanged?",
    );
    expect(refusal(one.cert, one.cert)).toBe(
      "b.key holds no private key, but certificate: were the two files exchanged?",
    );
    expect(() => checkAuthority(one.key, "ca.crt")).toThrow("ca.crt holds no certificate");
  });

  test("in files of something else are told of", () => {
    expect(refusal("hello", one.key)).toBe("b.crt holds no certificate, but nothing in PEM");
    expect(refusal(one.cert, "")).toBe("b.key holds no private key, but nothing in PEM");
    const damaged = one.cert.replace(/M/g, "N");
    expect(refusal(damaged, one.key)).toBe("b.crt holds a certificate that is damaged");
    const broken = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    expect(refusal(one.cert, broken)).toBe("b.key holds a private key that is damaged");
  });

  test("with a passphrase are told of", () => {
    const key = createPrivateKey(one.key).export({
      type: "pkcs8",
      format: "pem",
      cipher: "aes-256-cbc",
      passphrase: "secret",
    });
    expect(refusal(one.cert, String(key))).toBe(
      "b.key is encrypted: write it without its passphrase, with openssl pkey",
    );
  });

  test("are refused before and after their time", async () => {
    const [notBeforeDate, notAfterDate] = [new Date("2020-01-01T00:00:00Z"), new Date("2021-01-01T00:00:00Z")];
    const { cert, private: key } = await generate([{ name: "commonName", value: "old" }], {
      keySize: 2048,
      notBeforeDate,
      notAfterDate,
    });
    expect(refusal(cert, key, new Date("2020-06-01T00:00:00Z"))).toBe("");
    expect(refusal(cert, key)).toBe("the certificate in b.crt expired on 2021-01-01T00:00:00.000Z: renew it");
    expect(refusal(cert, key, new Date("2019-01-01T00:00:00Z"))).toBe(
      "the certificate in b.crt is not valid before 2020-01-01T00:00:00.000Z",
    );
  });
});
