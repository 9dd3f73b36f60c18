// The client in a real browser, over WebSocket, with our own broker. `npm run test:e2e`

import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createBroker, type RunningBroker } from "../index.ts";
import type * as door from "./browser.ts";
import { connectAsync } from "./index.ts";

const DOOR = fileURLToPath(new URL("browser.ts", import.meta.url));
const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const places = (process.env["PATH"] ?? "")
  .split(delimiter)
  .flatMap((folder) => NAMES.map((name) => join(folder, name)));
const found = [process.env["CHROMIUM_PATH"] ?? "", ...places].filter((path) => path !== "" && existsSync(path));

declare const mqtt: typeof door;

async function bundled(platform: "browser" | "neutral"): Promise<string> {
  const options = { bundle: true, write: false, format: "iife", globalName: "mqtt", metafile: true } as const;
  const { outputFiles } = await build({ entryPoints: [DOOR], platform, ...options });
  return outputFiles[0]?.text ?? "";
}

test("the door for browsers leads to nothing of Node", async () => {
  // On no platform at all: whatever it needed of one would fail to resolve.
  expect(await bundled("neutral")).not.toMatch(/require\("|node:/);
});

// One is enough.
describe.each(found.slice(0, 1))("in %s", (program) => {
  let browser: Browser;
  let page: Page;
  let broker: RunningBroker;

  beforeAll(async () => {
    broker = await createBroker({ listen: ["ws://127.0.0.1:0"] });
    browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox"] });
    page = await browser.newPage();
    await page.addScriptTag({ content: await bundled("browser") });
  });
  afterAll(async () => {
    await browser.close();
    await broker.close();
  });

  test.each([4, 5] as const)("messages of each QoS go both ways (protocolVersion %i)", async (protocolVersion) => {
    await using ours = await connectAsync(broker.url, { protocolVersion });
    await ours.subscribe("from-browser", { qos: 2 });
    const heardHere = (async () => {
      const heard: unknown[] = [];
      for await (const { qos, text } of ours) if (heard.push([text(), qos]) === 3) break;
      return heard;
    })();
    const asked = { url: broker.url, protocolVersion };
    // It subscribes, says so, publishes, and answers with what it heard.
    const there = page.evaluate(async ({ url, protocolVersion }) => {
      const client = await mqtt.connectAsync(url, { protocolVersion });
      await client.subscribe("to-browser", { qos: 2 });
      for (const qos of [0, 1, 2] as const) await client.publish("from-browser", `QoS ${qos}`, { qos });
      const heard: unknown[] = [];
      for await (const { qos, text } of client) if (heard.push([text(), qos]) === 3) break;
      await client.end();
      return heard;
    }, asked);
    const expected = [0, 1, 2].map((qos) => [`QoS ${qos}`, qos]);
    expect(await heardHere).toEqual(expected);
    for (const qos of [0, 1, 2] as const) await ours.publish("to-browser", `QoS ${qos}`, { qos });
    expect(await there).toEqual(expected);
  });

  test("it comes back to a broker that was away", async () => {
    const first = await createBroker({ listen: ["ws://127.0.0.1:0"] });
    const { url, port } = first;
    await page.evaluate(async (url) => {
      const client = await mqtt.connectAsync(url, { reconnectPeriod: 100 });
      await client.subscribe("a", { qos: 1 });
      Object.assign(globalThis, { client });
    }, url);
    await first.close();
    await using _ = await createBroker({ listen: [`ws://127.0.0.1:${port}`] });
    const arrived = await page.evaluate(async () => {
      const { client } = globalThis as unknown as { readonly client: door.MqttClient };
      await client.publish("a", "back", { qos: 1 });
      for await (const message of client) {
        await client.end();
        return message.text();
      }
      return undefined;
    });
    expect(arrived).toBe("back");
  });

  test("it is told what a browser does not reach", async () => {
    const told = await page.evaluate(() => {
      try {
        return String(mqtt.connect("mqtt://127.0.0.1:1883"));
      } catch (error) {
        return String(error);
      }
    });
    expect(told).toBe("AddressError: a browser does not reach mqtt://127.0.0.1:1883: it speaks ws:// and wss:// alone");
  });
});

// Elsewhere it may be missing; here it was installed for this test.
test.runIf(process.env["CI"] !== undefined)("a browser is there where it is to be tried", () => {
  expect(found).not.toEqual([]);
});
