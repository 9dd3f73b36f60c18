import { describe, expect, test } from "vitest";
import type { AuthenticationQuestion } from "../../models/index.ts";
import { isUserName, passwordDecision, passwordFileText, readPasswordFile } from "./password-file.ts";
import { hashPassword, hashText, isPassword, readHash } from "./password-hash.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Made by mosquitto_passwd 2.0.11 of "secret" and "pä ss". */
const MOSQUITTO = [
  "alice:$7$101$pRKMSaZIz0RODDpb$fLN3uucUU1eW6AzK30owO+mR+zpx5bB+nnFfGWu1aUbBe8LuSkCfx4uJkCVXRTEjlBV7oHsKl+Fdfv3i4x0Gpw==",
  "bob:$7$101$FETfPjekBgmF44/9$ylIgHVmuuoOxCqexVaYsxVmn+jYot/ERS7YlxQ476HGJQ+wiSddQ91xteSwTHVQAY88eNz53wnGchtd2JitZ9w==",
].join("\n");

describe("a hash", () => {
  test("is that of its password, and of no other, and no two are alike", async () => {
    const [one, other] = await Promise.all([hashPassword(bytes("secret")), hashPassword(bytes("secret"))]);
    expect(hashText(one)).toMatch(/^\$scrypt\$ln=14,r=8,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(hashText(one)).not.toBe(hashText(other));
    const read = readHash(hashText(one));
    if (read === undefined) throw new Error("it cannot be read");
    expect(hashText(read)).toBe(hashText(one));
    expect(await isPassword(read, bytes("secret"))).toBe(true);
    expect(await isPassword(read, bytes("Secret"))).toBe(false);
    expect(await isPassword(read, bytes(""))).toBe(false);
  });

  test.each([
    "",
    "secret",
    "$6$salt$key",
    "$7$0$c2FsdA==$a2V5",
    "$7$99999999999$c2FsdA==$a2V5",
    "$7$101$$a2V5",
    "$7$101$c2FsdA==$",
    "$scrypt$ln=30,r=8,p=1$c2FsdA$a2V5",
    "$scrypt$ln=14,r=8$c2FsdA$a2V5",
    "$scrypt$ln=14,r=8,p=1$c2FsdA$a2V5$more",
  ])("%j is none", (text) => {
    expect(readHash(text)).toBeUndefined();
  });
});

describe("a password file", () => {
  test("is read as mosquitto writes it, and written again as it was", async () => {
    const users = readPasswordFile(`# comment\n${MOSQUITTO}\n\n`, "pw");
    expect(passwordFileText(users)).toBe(`${MOSQUITTO}\n`);
  });

  test.each([
    ["alice", "pw, line 1: write it as user:hash"],
    [`\n:${MOSQUITTO}`, "pw, line 2: write it as user:hash"],
    ["# x\nalice:secret", "pw, line 2: its password is not hashed"],
    [`${MOSQUITTO}\n${MOSQUITTO}`, 'pw, line 3: "alice" stands there twice'],
  ])("%j is refused: %s", (text, words) => {
    expect(() => readPasswordFile(text, "pw")).toThrow(words);
  });

  test.each(["", "a:b", "a\nb", "#a"])("has no room for the user %j", (name) => expect(isUserName(name)).toBe(false));
});

describe("who is let in", () => {
  const decide = passwordDecision(() => readPasswordFile(MOSQUITTO, "pw"));
  const ask = (userName: string | undefined, password: string | undefined) =>
    decide({
      clientId: "c",
      userName,
      password: password === undefined ? undefined : bytes(password),
      authenticationMethod: undefined,
      authenticationData: undefined,
      isAgain: false,
    } satisfies AuthenticationQuestion);

  test.each([
    ["alice", "secret"],
    ["bob", "pä ss"],
  ])("%s, with the right password", async (user, password) => {
    expect(await ask(user, password)).toEqual({ kind: "accept" });
  });

  test.each([
    ["alice", "Secret", 0x86],
    ["alice", "pä ss", 0x86],
    ["carol", "secret", 0x86],
    ["", "secret", 0x86],
    ["alice", undefined, 0x87],
    [undefined, undefined, 0x87],
  ])("not %s with %s: %d", async (user, password, reasonCode) => {
    expect(await ask(user, password)).toEqual({ kind: "refuse", reasonCode });
  });

  test("nobody, where the file is empty", async () => {
    const nobody = passwordDecision(() => new Map());
    expect(
      await nobody({
        clientId: "c",
        userName: "alice",
        password: bytes("secret"),
        authenticationMethod: undefined,
        authenticationData: undefined,
        isAgain: false,
      }),
    ).toEqual({ kind: "refuse", reasonCode: 0x86 });
  });
});
