import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { createBroker } from "../runtime/index.ts";
import { serveAccepting } from "./accepting-server.ts";
import { runProgram, touchstone } from "./run-touchstone.ts";

const directory = mkdtempSync(join(tmpdir(), "touchstone-reproduce-"));
afterAll(() => rmSync(directory, { recursive: true }));

/** What runs a form of a reproduction. */
const FORMS = [
  ["node", process.execPath, "mjs"],
  ["python", "python3", "py"],
  ["nc", "bash", "sh"],
] as const;

const RED = "3.1.1/connect/second-connect";

/** A server that accepts a connection and closes it at once. */
async function serveClosing(): Promise<{ readonly port: number } & AsyncDisposable> {
  const server = createServer((socket: Socket) => {
    socket.on("error", () => undefined);
    socket.resume();
    socket.end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = async (): Promise<void> => void (await new Promise((resolve) => server.close(resolve)));
  return { port: (server.address() as AddressInfo).port, [Symbol.asyncDispose]: close };
}

describe.each(FORMS)("touchstone reproduce --as %s", { timeout: 120_000 }, (form, program, extension) => {
  test("shows the breach of a broker that has it, and none of one that has not", async () => {
    await using server = await serveAccepting();
    await using broker = await createBroker();
    await using closing = await serveClosing();
    const file = join(directory, `red.${extension}`);
    const made = await touchstone("reproduce", RED, server.url, "--as", form, "--timeout", "50", "-o", file);
    expect(made).toMatchObject({
      code: 0,
      stdout: "",
      stderr: expect.stringContaining(`${RED}: fail: it is still open`),
    });

    const shown = await runProgram(program, [file]);
    expect(shown.code).toBe(1);
    expect(shown.stdout).toContain(
      "BREACH: expected the target closes the network connection; observed it is still open",
    );
    expect(shown.stdout + shown.stderr).toMatch(/#1 -> 10[0-9a-f]+/);
    expect(shown.stdout + shown.stderr).toContain("#1 <- 20020000 CONNACK");

    const right = await runProgram(program, [file, "127.0.0.1", String(broker.port)]);
    expect({ code: right.code, end: right.stdout.trimEnd().split("\n").at(-1) }).toEqual({
      code: 0,
      end: "no breach here: the broker answers otherwise",
    });
    const elsewhere = await runProgram(program, [file, "127.0.0.1", String(closing.port)]);
    expect(elsewhere.code).toBe(2);
    const nobody = await runProgram(program, [file, "127.0.0.1", "1"]);
    expect(nobody).toMatchObject({ code: 3, stdout: expect.stringContaining("no connection to 127.0.0.1:1") });
  });

  test.each([
    "5.0/qos2/repeat-before-pubrel",
    "5.0/retained/every-matching-topic",
    "3.1.1/will/published/second-connect",
  ])("gives the answers of the run again, on several connections: %s", async (id) => {
    await using broker = await createBroker();
    const file = join(directory, `green.${extension}`);
    const made = await touchstone("reproduce", id, broker.url, "--as", form, "-o", file);
    expect(made).toMatchObject({ code: 0, stderr: `${id}: pass\n` });
    const shown = await runProgram(program, [file]);
    expect(shown).toMatchObject({ code: 0, stdout: expect.stringContaining("the same answers as in the run") });
    expect(shown.stdout + shown.stderr).toMatch(/#2 -> 10/);
  });
});

describe("touchstone reproduce", { timeout: 60_000 }, () => {
  test("writes the text of an issue where there is a breach, and only there", async () => {
    await using server = await serveAccepting();
    const file = join(directory, "issue.md");
    const made = await touchstone("reproduce", RED, server.url, "--as", "issue", "--timeout", "50", "-o", file);
    expect(made.code).toBe(0);
    expect(readFileSync(file, "utf8")).toContain(`touchstone test ${server.url} --case ${RED} --seed 1`);
    const none = await touchstone("reproduce", RED, "--as", "issue");
    expect(none).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringContaining("there is no breach to tell of"),
    });
  });

  test("prints where no file is named, for the embedded broker too", async () => {
    const { code, stdout } = await touchstone("reproduce", "5.0/pingreq/answered", "--as", "python");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^#!\/usr\/bin\/env python3\n# 5\.0\/pingreq\/answered: /);
  });

  test.each([
    [["pingreq/answered", "--as", "node"], /did you mean 3\.1\.1\/pingreq\/answered or 5\.0\/pingreq\/answered/],
    [["5.0/pingreq/answerd", "--as", "node"], /did you mean 5\.0\/pingreq\/answered/],
    [["5.0/pingreq/answered"], /--as/],
    [["5.0/pingreq/answered", "--as", "perl"], /--as/],
    [["5.0/pingreq/answered", "mqtt://127.0.0.1:1", "-p", "1", "--as", "node"], /either a url or/],
  ])("%j ends with 2", async (words, line) => {
    const { code, stdout, stderr } = await touchstone("reproduce", ...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(line);
  });
});
