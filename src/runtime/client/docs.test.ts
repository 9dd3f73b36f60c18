// The examples of docs/client.md do what they say.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createBroker, type RunningBroker } from "../index.ts";

const page = readFileSync(new URL("../../../docs/client.md", import.meta.url), "utf8");
const examples = [...page.matchAll(/<!-- example -->\n```js\n(.*?)```/gs)].map(([, code = ""]) => code);
const folder = mkdtempSync(join(tmpdir(), "touchstone-client-docs-"));
let broker: RunningBroker;

beforeAll(async () => {
  broker = await createBroker();
});
afterAll(async () => {
  await broker.close();
  rmSync(folder, { recursive: true });
});

/** Runs an example, with our door and our broker for what it names; gives what it printed. */
async function run(code: string): Promise<readonly string[]> {
  const printed: string[] = [];
  const program = code
    .replace(/^import (\{.*?\}) from "mqtt-touchstone\/client";$/m, "const $1 = door;")
    .replace("mqtt://localhost:1883", broker.url)
    .replace('"session.db"', JSON.stringify(join(folder, "session.db")));
  expect(program).not.toMatch(/import |1883/);
  const AsyncFunction = (async () => undefined).constructor as new (
    ...words: readonly string[]
  ) => (...values: readonly unknown[]) => Promise<void>;
  const console = { log: (...words: readonly unknown[]) => printed.push(words.join(" ")) };
  await new AsyncFunction("door", "console", program)(await import("./index.ts"), console);
  return printed;
}

test("the examples run", async () => {
  const printed: (readonly string[])[] = [];
  for (const example of examples) printed.push(await run(example));
  expect(printed).toEqual([["greetings/world hello"], []]);
});
