// Passwords, from the command that sets them to the broker that asks for them.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import mqtt from "mqtt";
import { afterAll, describe, expect, test } from "vitest";
import { BIN, touchstone } from "./run-touchstone.ts";

const folder = mkdtempSync(join(tmpdir(), "touchstone-passwd-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** `touchstone passwd` with a password on its standard input. */
async function passwd(password: string, ...words: readonly string[]) {
  const child = spawn(process.execPath, [BIN, "passwd", ...words], { stdio: "pipe" });
  child.stdin.on("error", () => undefined);
  child.stdin.end(password);
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code, stdout, stderr };
}

const QUIET = { code: 0, stdout: "", stderr: "" };

describe("touchstone passwd", { timeout: 30_000 }, () => {
  test("makes a file for its owner alone, changes one user, and takes one out", async () => {
    const file = join(folder, "users");
    expect(await passwd("secret\n", file, "alice")).toEqual(QUIET);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const [alice] = readFileSync(file, "utf8").split("\n");
    expect(await passwd("b0b", file, "bob")).toEqual(QUIET);
    expect(readFileSync(file, "utf8")).toMatch(/^alice:\$scrypt\$.*\nbob:\$scrypt\$.*\n$/);
    expect(readFileSync(file, "utf8").split("\n")[0]).toBe(alice);
    expect(await passwd("another", file, "alice")).toEqual(QUIET);
    expect(readFileSync(file, "utf8").split("\n")[0]).not.toBe(alice);
    expect(await passwd("", file, "alice", "-D")).toEqual(QUIET);
    expect(readFileSync(file, "utf8")).toMatch(/^bob:/);
  });

  test("does the same with keys of SCRAM, and leaves all else in the file as it is", async () => {
    const file = join(folder, "scram");
    expect(await passwd("secret\n", "--scram", file, "alice")).toEqual(QUIET);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const alice = readFileSync(file, "utf8").trimEnd();
    expect(alice).toMatch(/^alice:\$scram-sha-256\$i=\d+\$/);
    writeFileSync(file, `# of the house\n${alice}\n# of guests\n`);
    expect(await passwd("b0b", "--scram", file, "bob")).toEqual(QUIET);
    expect(await passwd("other", "--scram", file, "alice")).toEqual(QUIET);
    const lines = readFileSync(file, "utf8").split("\n");
    expect(lines.map((line) => line.split("$")[0])).toEqual(["# of the house", "alice:", "# of guests", "bob:", ""]);
    expect(lines[1]).not.toBe(alice);
    expect(await passwd("", "--scram", "-D", file, "alice")).toEqual(QUIET);
    expect(readFileSync(file, "utf8")).toMatch(/^# of the house\n# of guests\nbob:.*\n$/);
  });

  test.each([
    ["x", ["broken", "alice", "--scram"], /broken, line 1: write it as user:\$scram-sha-256/],
    ["x", ["keys", "a:b", "--scram"], /"a:b" is no name for a user/],
    ["x\u0001", ["keys", "alice", "--scram"], /the password is empty or has control characters/],
    ["", ["keys", "alice", "--scram", "-D"], /keys has no user "alice"/],
    ["x", ["users", "a:b"], /"a:b" is no name for a user/],
    ["", ["users", "alice"], /the password is empty/],
    ["", ["nothing-here", "alice", "-D"], /has no user "alice"/],
    ["x", ["broken", "alice"], /broken, line 1: write it as user:hash/],
  ])("with %j and %j ends with 2, and changes nothing", async (password, [name = "", ...more], line) => {
    writeFileSync(join(folder, "broken"), "no colon\n");
    const { code, stdout, stderr } = await passwd(password, join(folder, name), ...more);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(line);
  });
});

describe("touchstone broker --password-file", { timeout: 30_000 }, () => {
  test("lets in who has a password there, and reads the file again when it is told to", async () => {
    const file = join(folder, "served");
    await passwd("secret", file, "alice");
    const words = ["broker", "-p", "0", "--password-file", file];
    const child = spawn(process.execPath, [BIN, ...words], { stdio: ["ignore", "pipe", "pipe"] });
    const [printed] = (await once(child.stdout, "data")) as [Buffer];
    const url = printed.toString().trim();
    const outcome = async (username = "", password = ""): Promise<string> => {
      const options = { protocolVersion: 5 as const, reconnectPeriod: 0, ...(username && { username, password }) };
      return await mqtt.connectAsync(url, options).then(
        (client) => client.endAsync().then(() => "in"),
        (error: Error) => error.message,
      );
    };
    expect(await outcome("alice", "secret")).toBe("in");
    expect(await outcome("alice", "Secret")).toMatch(/Bad User Name or Password/);
    expect(await outcome("bob", "b0b")).toMatch(/Bad User Name or Password/);
    expect(await outcome()).toMatch(/Not authorized/);
    // One that cannot be used changes nothing, and is told of.
    writeFileSync(file, "broken\n");
    child.kill("SIGHUP");
    const [told] = (await once(child.stderr, "data")) as [Buffer];
    expect(told.toString()).toMatch(/security stays as before: .*line 1/);
    expect(await outcome("alice", "secret")).toBe("in");
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
  });

  test.each([
    [["-h", "0.0.0.0", "-p", "0"], /mqtt:\/\/0\.0\.0\.0:0 would let in anybody: give --password-file/],
    [["--listen", "ws://0.0.0.0:0"], /would let in anybody/],
    [["-p", "0", "--password-file", "nowhere"], /nowhere cannot be read \(ENOENT\)/],
    [["-p", "0", "--cert", "x.pem"], /--cert and --key go together/],
    [["-p", "0", "--require-certificate"], /--require-certificate wants --ca/],
  ])("%j ends with 2, and says in one line what is wrong", async (words, line) => {
    const { code, stdout, stderr } = await touchstone("broker", ...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(line);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });
});
