// What passed on the wire in one case, line by line, with the state of our machines beside it.

import type { CaseRow, DirectionCode, StateRow, TraceRow } from "../shape.ts";
import { button, counted, el } from "./dom.ts";
import { data, requirementById, word } from "./model.ts";
import { packetBody } from "./packet.ts";
import { flowChip, flowTable } from "./state.ts";

const EVENTS: Readonly<Record<DirectionCode, string>> = {
  0: "connection opened",
  1: "sent by us",
  2: "received",
  3: "closed by us",
  4: "closed by the target",
};

/** What the states of `server-connection` mean to who looks from outside. */
const MEANS: Readonly<Record<string, string>> = {
  awaitingConnect: "an honest server waits for CONNECT",
  deciding: "an honest server has the CONNECT, and its CONNACK is due",
  challenged: "an honest server has asked for more with AUTH",
  connected: "CONNACK has let the client in",
  redeciding: "connected, and the client authenticates anew",
  rechallenged: "connected, and the server has asked for more with AUTH",
  "to be closed": "an honest server closes now; the wire has not shown it yet",
};

/** The timeline; nothing where nothing passed. */
export function timeline(one: CaseRow): readonly HTMLElement[] {
  if (one.trace.length === 0) return [];
  const connections = [...new Set(one.trace.map(([connection]) => connection))];
  const list = el("ol", { class: "trace" });
  const over = new Set<number>();
  const before = new Map<number, string>();
  for (const row of one.trace) {
    const [connection, , direction, , place] = row;
    if (direction >= 3) over.add(connection);
    const state = data.states[place] ?? { connection: 0, flows: [] };
    const name = stateName(word(state.connection), over.has(connection));
    list.append(line(one, row, state, name, before.get(connection) !== name));
    before.set(connection, name);
  }
  return [
    el(
      "section",
      { class: "wire" },
      el(
        "h3",
        {},
        ...toBreach(list),
        "On the wire ",
        el(
          "span",
          { class: "dim" },
          `${counted(one.trace.filter(([, , direction]) => direction === 1 || direction === 2).length, "packet")} on ${counted(connections.length, "connection")}; times in ms; at the end of a line, what our models hold after each packet`,
        ),
      ),
      ...(connections.length > 1 ? [lanes(connections, list)] : []),
      list,
    ),
  ];
}

/** Where the story is long, a way to its point. */
function toBreach(list: HTMLElement): readonly HTMLElement[] {
  const point = list.querySelector(":scope > .named, :scope > .broken");
  if (point === null || list.children.length < 12) return [];
  return [button({ class: "plain to-breach" }, () => point.scrollIntoView({ block: "center" }), "to the breach")];
}

/** The machine closes when an honest server would; until the wire has seen it, that is due. */
function stateName(state: string, isOver: boolean): string {
  return state === "closed" && !isOver ? "to be closed" : state;
}

/** Buttons that show one connection alone. */
function lanes(connections: readonly number[], list: HTMLElement): HTMLElement {
  const choose = (chosen: number, pressed: Element): void => {
    for (const item of list.children) {
      if (item instanceof HTMLElement)
        item.hidden = chosen !== 0 && item.getAttribute("data-connection") !== String(chosen);
    }
    for (const one of pressed.parentElement?.children ?? []) one.setAttribute("aria-pressed", String(one === pressed));
  };
  const buttons = [0, ...connections].map((number) => {
    const one: HTMLButtonElement = button(
      { class: number === 0 ? "chip" : `chip lane-${number % 6}`, "aria-pressed": String(number === 0) },
      () => choose(number, one),
      number === 0 ? "all" : `#${number}`,
    );
    return one;
  });
  return el("div", { class: "chips", role: "group", "aria-label": "Connections" }, ...buttons);
}

function line(one: CaseRow, row: TraceRow, state: StateRow, stateNow: string, isNew: boolean): HTMLElement {
  const [connection, tenths, direction, at] = row;
  const frame = data.frames[at];
  const [, type = 0, words = 0] = frame ?? [];
  const isPacket = frame !== undefined;
  const name = isPacket ? word(type) || "bytes" : EVENTS[direction];
  const isNamed =
    direction === 2 && word(words) !== "" && (one.observed ?? "").includes(`${word(type)} ${word(words)}`);
  const cells = [
    el("span", { class: "at" }, (tenths / 10).toFixed(1)),
    el("span", { class: "connection" }, `#${connection}`),
    el(
      "span",
      { class: `way way-${direction}`, title: EVENTS[direction] },
      el("span", { "aria-hidden": "true" }, ["○", "→", "←", "×", "×"][direction] ?? ""),
      isPacket && el("span", { class: "unseen" }, EVENTS[direction]),
    ),
    el("span", { class: isPacket ? `type t-${name}` : "event" }, name),
    el("span", { class: "words" }, isPacket ? word(words) : ""),
    el(
      "span",
      { class: "after" },
      el("span", { class: isNew ? "connection-state new" : "connection-state", title: MEANS[stateNow] }, stateNow),
      ...state.flows.map(flowChip),
    ),
  ];
  const item = el("li", {
    class: `lane-${connection % 6}${isNamed ? " named" : ""}${state.breach === undefined ? "" : " broken"}${isPacket ? "" : " silent"}`,
    "data-connection": connection,
  });
  if (frame === undefined) item.append(el("div", { class: "packet" }, ...cells));
  else {
    const opener = button(
      { class: "packet", "aria-expanded": "false" },
      () => {
        const isOpen = opener.getAttribute("aria-expanded") === "true";
        opener.setAttribute("aria-expanded", String(!isOpen));
        if (isOpen) item.querySelector(".inside")?.remove();
        else item.append(el("div", { class: "inside" }, packetBody(frame), flowTable(stateNow, state)));
      },
      ...cells,
    );
    item.append(opener);
  }
  item.append(...notes(direction, state, isNamed));
  return item;
}

function notes(direction: DirectionCode, { breach, breaks }: StateRow, isNamed: boolean): readonly HTMLElement[] {
  const found: HTMLElement[] = [];
  if (isNamed) found.push(el("p", { class: "note" }, "this is what the case names as observed"));
  if (breach !== undefined) {
    const [id, expected, observed] = breach.map(word);
    found.push(
      el("p", { class: "note bad" }, `the target breaks ${id} here: expected ${expected}, observed ${observed}`),
    );
  }
  if (breaks !== undefined) {
    const id = word(breaks);
    found.push(
      el(
        "p",
        { class: "note" },
        `${direction === 1 ? "we break" : "the target breaks"} ${id} here: ${requirementById.get(id)?.text ?? ""}`,
      ),
    );
  }
  return found;
}
