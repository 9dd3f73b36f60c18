// Every machine as a page: its diagram, its truth table, and what each arrow obeys. `npm run docs:machines` writes them.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Arrow, MACHINES, tableOf } from "../src/models/index.ts";

/** Where the pages go. */
const FOLDER = join(import.meta.dirname, "generated", "machines");

type Machine = (typeof MACHINES)[number];

/** The pages, by the name of their file. */
export function machinePages(): ReadonlyMap<string, string> {
  const pages = new Map(MACHINES.map((machine) => [`${machine.id}.md`, pageOf(machine)]));
  return pages.set("README.md", index());
}

function index(): string {
  const lines = MACHINES.map((machine) => {
    const table = tableOf(machine);
    const pairs = [...table.values()].reduce((sum, row) => sum + row.size, 0);
    return `| [${machine.id}](${machine.id}.md) | ${table.size} | ${pairs} |`;
  });
  return `${["# The machines", "", "| machine | states | answers |", "|---|---|---|", ...lines, ""].join("\n")}`;
}

function pageOf(machine: Machine): string {
  return [
    `# ${machine.id}`,
    "",
    "```mermaid",
    ...diagramOf(machine),
    "```",
    "",
    "Arrows that lead back to their own state and ask for nothing are left out of the diagram; the table has them all.",
    "",
    "| state | event | next state | effects | obeys |",
    "|---|---|---|---|---|",
    ...rowsOf(machine),
    "",
  ].join("\n");
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

function rowsOf(machine: Machine): readonly string[] {
  return [...tableOf(machine)].flatMap(([state, row]) =>
    [...row].map(([kind, [next, effects]]) => {
      const asked = effects.map(effectText).join(", ");
      return `| ${state} | ${kind} | ${next === state ? "" : next} | ${asked} | ${citesOf(machine, state, kind).join(", ")} |`;
    }),
  );
}

function effectText(effect: object): string {
  const { type, packet, reason, dup } = effect as { type: string; packet?: string; reason?: string; dup?: boolean };
  if (packet === undefined) return type;
  if (dup !== undefined) return dup ? `${packet} with DUP` : packet;
  return reason === "success" ? packet : `${packet}, ${reason}`;
}

function citesOf(machine: Machine, state: string, kind: string): readonly string[] {
  const [type = kind, isRefused] = kind.endsWith(" refused")
    ? [kind.slice(0, -" refused".length), true]
    : [kind, false];
  const arrows = machine.states[state]?.transitions.get(type) ?? [];
  // Where there are two, the first is for a negative acknowledgement.
  const arrow = arrows.length > 1 && !isRefused ? arrows[1] : arrows[0];
  return (arrow?.meta as Arrow | undefined)?.cites ?? [];
}

/** The pages that are not as they should be: missing, or older than their machine. */
export function stalePages(): readonly string[] {
  return [...machinePages()].flatMap(([name, page]) => (read(join(FOLDER, name)) === page ? [] : [name]));
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** Writes all pages anew. */
export function writePages(): void {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, page] of machinePages()) writeFileSync(join(FOLDER, name), page);
}

if (import.meta.main) writePages();
