// `npm run test:abuse`: abuses a broker in each way that is known here, and after each looks whether it still serves others as before.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import mqtt from "mqtt";
import { mortalBroker } from "../crash/broker-process.ts";
import { ATTACKS, attackerAt } from "./attacks.ts";

/** How much more memory a broker may hold after an attack than before all of them, in MiB. */
const MOST_MEBIBYTES = 256;
const PATIENCE_MS = 20_000;
const SHARP_MS = 500;

const folder = mkdtempSync(join(tmpdir(), "touchstone-abuse-"));
const broker = mortalBroker(join(folder, "store.db"), "normal");
const { pid, port } = await broker.start();
const other = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { protocolVersion: 5, reconnectPeriod: 0 });
let hasLeft = false;
other.on("close", () => (hasLeft = true));
await other.subscribeAsync("others", { qos: 2 });
const before = memory();
let isSound = true;

// With --sharp the broker stands still meanwhile, as an attack would have it that gets through: all must be told as failed.
const { sharp } = parseArgs({ options: { sharp: { type: "boolean", default: false } } }).values;
const patienceMs = sharp ? SHARP_MS : PATIENCE_MS;
if (sharp) process.kill(pid, "SIGSTOP");

for (const { name, run } of ATTACKS.slice(0, sharp ? 2 : ATTACKS.length)) {
  const attacker = attackerAt(port);
  const attack = await within(run(attacker));
  const served = await within(echo(name));
  attacker.cut();
  const more = memory() - before;
  const held = attack === "done" && served === "done" && !hasLeft && more < MOST_MEBIBYTES;
  isSound &&= held;
  const words = held ? "held" : `FAILED (attack ${attack}, others ${served}${hasLeft ? ", and were cut off" : ""})`;
  console.log(`${words.padEnd(6)}  ${name}; ${more.toFixed(0)} MiB more than at first`);
}
if (sharp) process.kill(pid, "SIGCONT");
other.end(true);
const code = await broker.end();
if (code !== 0) console.log(`FAILED  the broker ended with ${code}`);
rmSync(folder, { recursive: true });
process.exitCode = isSound && code === 0 ? 0 : 1;

/** A client that has nothing to do with it gets its own message back, at QoS 2. */
async function echo(text: string): Promise<void> {
  const back = new Promise<void>((resolve) => {
    other.on("message", function hear(_topic, payload) {
      if (payload.toString() !== text) return;
      other.off("message", hear);
      resolve();
    });
  });
  await other.publishAsync("others", text, { qos: 2 });
  await back;
}

async function within(act: Promise<void>): Promise<"done" | "hung" | "broken"> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"hung">((resolve) => (timer = setTimeout(() => resolve("hung"), patienceMs)));
  const ended = act.then(
    () => "done" as const,
    () => "broken" as const,
  );
  const outcome = await Promise.race([ended, late]);
  clearTimeout(timer);
  return outcome;
}

/** What the broker holds in memory, in MiB. */
function memory(): number {
  const [, kibibytes = "0"] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kibibytes) / 1024;
}
