// A reproduction for Node: one file, node:net and nothing else.

import { headerLines, verdictWords } from "./header.ts";
import type { Plan, Step } from "./plan.ts";

/** The file. */
export function nodeScript(plan: Plan): string {
  const { asRecorded, otherwise, exitAsRecorded } = verdictWords(plan);
  return `${headerLines(plan, "node FILE.mjs")
    .map((line) => `// ${line}`.trimEnd())
    .join("\n")}

import { connect } from "node:net";

const [host = ${JSON.stringify(plan.host)}, port = "${plan.port}", name = "${plan.name}"] = process.argv.slice(2);
const named = (hex) => String(hex).replaceAll(Buffer.from("${plan.name}").toString("hex"), Buffer.from(name).toString("hex"));
const TIMEOUT_MS = ${plan.timeoutMs};

// In their order: bytes that are sent, and answers that came. In a pattern ? is any digit, and * any number of them.
const steps = [
${plan.steps.map(line).join("\n")}
];
const judgedFrom = ${plan.judgedFrom};
const endsInSilence = ${plan.endsInSilence};

${RUNTIME}
const differs = (step, why) => {
  console.log(why);
  if (step >= judgedFrom) end(${exitAsRecorded === 1 ? 0 : 1}, ${JSON.stringify(otherwise)});
  else end(2, "it did not come as far as what is to be shown");
};

for (const [at, [what, number, given, id]] of steps.entries()) {
  const hex = named(given);
  const line = lines.get(number);
  if (what === "open") await open(number);
  else if (what === "pause") await new Promise((resolve) => setTimeout(resolve, given));
  else if (what === "close") line.socket.end();
  else if (what === "send") {
    const bytes = id === undefined ? hex : hex.slice(0, 4) + (line.ids.get(id) ?? id) + hex.slice(8);
    console.log(\`#\${number} -> \${bytes} \${TYPES[parseInt(bytes[0], 16)]}\`);
    if (!line.ended) line.socket.write(Buffer.from(bytes, "hex"));
  } else if (what === "closed") {
    if (!(await until(() => line.ended))) differs(at, \`#\${number} is still open after \${TIMEOUT_MS} ms\`);
    console.log(\`#\${number} was closed by the broker\`);
  } else {
    const found = () => line.packets.findIndex((packet) => matches(packet, hex));
    if (!(await until(() => found() >= 0 || line.ended)) || found() < 0) differs(at, \`#\${number} has no \${hex}\`);
    const [packet] = line.packets.splice(found(), 1);
    if (id !== undefined) line.ids.set(id, packet.slice(hex.indexOf("????")).slice(0, 4));
  }
}
if (endsInSilence) {
  const isOpen = [...lines.values()].filter((line) => !line.ended);
  const more = () => isOpen.some((line) => line.ended && !line.socket.writableEnded) || [...lines.values()].some((line) => line.packets.length > 0);
  if (await until(more)) differs(steps.length, "something else came, or a connection was closed");
}
end(${exitAsRecorded}, ${JSON.stringify(asRecorded)});
`;
}

function line(step: Step): string {
  const words = `  // ${step.words}\n`;
  switch (step.do) {
    case "send":
    case "expect": {
      const hex = step.do === "send" ? step.hex : step.pattern;
      const id = step.id === undefined ? "" : `, "${step.id}"`;
      return `${words}  ["${step.do}", ${step.connection}, "${hex}"${id}],`;
    }
    case "pause":
      return `${words}  ["pause", ${step.connection}, ${step.ms}],`;
    case "open":
    case "close":
    case "closed":
      return `  ["${step.do}", ${step.connection}],`;
  }
}

const RUNTIME = `const TYPES = ["reserved 0", "CONNECT", "CONNACK", "PUBLISH", "PUBACK", "PUBREC", "PUBREL", "PUBCOMP", "SUBSCRIBE",
  "SUBACK", "UNSUBSCRIBE", "UNSUBACK", "PINGREQ", "PINGRESP", "DISCONNECT", "AUTH"];

const lines = new Map();
let wake = () => {};

function open(number) {
  const line = { socket: connect({ host, port: Number(port), noDelay: true }), packets: [], rest: "", ended: false, ids: new Map() };
  lines.set(number, line);
  line.socket.on("data", (bytes) => {
    line.rest += bytes.toString("hex");
    for (let size = frame(line.rest); size > 0 && line.rest.length >= size; size = frame(line.rest)) {
      const packet = line.rest.slice(0, size);
      line.rest = line.rest.slice(size);
      console.log(\`#\${number} <- \${packet} \${TYPES[parseInt(packet[0], 16)]}\`);
      line.packets.push(packet);
    }
    wake();
  });
  line.socket.on("close", () => {
    line.ended = true;
    wake();
  });
  return new Promise((resolve) => {
    line.socket.once("connect", resolve);
    line.socket.on("error", (error) => {
      if (line.socket.pending) end(3, \`no connection to \${host}:\${port}: \${error.message}\`);
    });
  });
}

// The digits of the first packet; 0 while its Remaining Length is not all there.
function frame(digits) {
  for (let at = 2, length = 0, factor = 2; at + 2 <= digits.length && at <= 8; at += 2, factor *= 128) {
    const byte = parseInt(digits.slice(at, at + 2), 16);
    length += (byte & 0x7f) * factor;
    if (byte < 0x80) return at + 2 + length;
  }
  return 0;
}

function matches(packet, pattern) {
  return new RegExp(\`^\${pattern.replaceAll("?", ".").replaceAll("*", ".*")}$\`).test(packet);
}

// Waits for a condition, for as long as an answer may take.
function until(condition) {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), TIMEOUT_MS);
    wake = () => {
      if (!condition()) return;
      clearTimeout(timer);
      resolve(true);
    };
    wake();
  });
}

function end(code, words) {
  console.log(words);
  process.exit(code);
}
`;
