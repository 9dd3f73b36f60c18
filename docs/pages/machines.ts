// Every machine as a page: its diagram, its truth table, and what each arrow obeys.

import { citesOf, MACHINES, tableOf } from "../../src/models/index.ts";
import { page, sentenceLink, table } from "./markdown.ts";

type Machine = (typeof MACHINES)[number];

/** What each is about. */
const ABOUT: Readonly<Record<string, string>> = {
  "qos1-sender": "a message at QoS 1, until its PUBACK",
  "qos1-receiver": "a message at QoS 1 that comes in: nothing is remembered",
  "qos2-sender": "a message at QoS 2, through PUBREC and PUBREL, until its PUBCOMP",
  "qos2-receiver": "a message at QoS 2 that comes in, passed on at once: method B of the standard",
  "qos2-receiver-method-a": "the same, passed on at PUBREL: method A of the standard",
  "client-connection": "the network connection as its client sees it",
  "client-keep-alive": "when a client sends PINGREQ, and when it gives its server up",
  "server-connection": "the network connection as its server sees it",
  session: "the life of a session, with its connection and without",
  will: "a will, from CONNECT until it is published or dropped",
  subscription: "one subscription, and when retained messages are due",
};

/** The pages, by the name of their file. */
export function machinePages(): ReadonlyMap<string, string> {
  const pages = new Map(MACHINES.map((machine) => [`${machine.id}.md`, pageOf(machine)]));
  return pages.set("README.md", index());
}

function index(): string {
  const rows = MACHINES.map((machine) => {
    const answers = tableOf(machine);
    const pairs = [...answers.values()].reduce((sum, row) => sum + row.size, 0);
    return [`[${machine.id}](${machine.id}.md)`, ABOUT[machine.id] ?? "", String(answers.size), String(pairs)];
  });
  return page(
    "# The machines",
    "",
    "[All pages](../README.md) · Brokers and clients run on these, and the search of `touchstone verify` walks through them.",
    "",
    ...table(["machine", "about", "states", "answers"], rows),
  );
}

function pageOf(machine: Machine): string {
  return page(
    `# ${machine.id}`,
    "",
    `[All machines](README.md) · ${ABOUT[machine.id] ?? ""}`,
    "",
    "```mermaid",
    ...diagramOf(machine),
    "```",
    "",
    "Arrows that lead back to their own state and ask for nothing are left out of the diagram; the table has them all.",
    "",
    ...table(["state", "event", "next state", "effects", "obeys"], rowsOf(machine)),
  );
}

function diagramOf(machine: Machine): readonly string[] {
  const arrows = new Map<string, string[]>();
  for (const [state, row] of tableOf(machine)) {
    for (const [kind, [next, effects]] of row) {
      if (next === state && effects.length === 0) continue;
      const key = `${state} --> ${next}`;
      arrows.set(key, [...(arrows.get(key) ?? []), kind]);
    }
  }
  const lines = [...arrows].map(([arrow, kinds]) => `  ${arrow} : ${kinds.join(" or ").replaceAll(":", " ")}`);
  return ["stateDiagram-v2", `  [*] --> ${String(machine.config.initial)}`, ...lines];
}

function rowsOf(machine: Machine): readonly (readonly string[])[] {
  return [...tableOf(machine)].flatMap(([state, row]) =>
    [...row].map(([kind, [next, effects]]) => {
      const cites = citesOf(machine, state, kind).map((id) => sentenceLink(id));
      return [state, kind, next === state ? "" : next, effects.map(effectText).join(", "), cites.join(", ")];
    }),
  );
}

function effectText(effect: object): string {
  const { type, packet, reason, dup } = effect as { type: string; packet?: string; reason?: string; dup?: boolean };
  if (packet === undefined) return type;
  if (dup !== undefined) return dup ? `${packet} with DUP` : packet;
  return reason === "success" ? packet : `${packet}, ${reason}`;
}
