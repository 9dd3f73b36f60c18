// The state of the machines after a packet: in short beside it, in full where it is opened.

import type { FlowRow, StateRow } from "../shape.ts";
import { el } from "./dom.ts";
import { data, word } from "./model.ts";

/** One exchange in short. */
export function flowChip(flow: FlowRow): HTMLElement {
  const [from, packetId, qos, sender, receiver] = flow;
  const isOver = word(sender) === "idle" && word(receiver) === "idle";
  const states = isOver ? "over" : qos === 1 ? word(sender) : `${word(sender)} / ${word(receiver)}`;
  const title = `QoS ${qos} message ${packetId} from the ${whose(from)}: its sender is in ${word(sender)}, its receiver in ${word(receiver)}`;
  return el(
    "span",
    { class: isOver ? "flow over" : "flow", title },
    el("b", {}, `${isOurs(from) ? "→" : "←"}${packetId}`),
    ` ${states}`,
  );
}

/** All that the machines hold. */
export function flowTable(connection: string, { flows }: StateRow): HTMLElement {
  const rows = flows.map(([from, packetId, qos, sender, receiver]) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, `message ${packetId}, QoS ${qos}, from ${isOurs(from) ? "us" : "the target"}`),
      el("td", {}, el("span", { class: "dim" }, `qos${qos}-sender `), word(sender)),
      el("td", {}, el("span", { class: "dim" }, `qos${qos}-receiver `), word(receiver)),
    ),
  );
  const connected = el(
    "tr",
    {},
    el("th", { scope: "row" }, "connection"),
    el("td", { colspan: 2 }, el("span", { class: "dim" }, "server-connection "), connection),
  );
  return el(
    "table",
    { class: "machines" },
    el("caption", {}, "What our models hold after it"),
    el("tbody", {}, connected, ...rows),
  );
}

function isOurs(from: "c" | "s"): boolean {
  return (from === "c") === (data.target.role === "broker");
}

function whose(from: "c" | "s"): string {
  return from === "c" ? "client" : "server";
}
