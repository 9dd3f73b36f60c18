// One case, opened: what it judged, what was expected and observed, what passed on the wire, and how to see it again.

import type { CaseRow } from "../shape.ts";
import { copyLine } from "./copy.ts";
import { button, counted, el } from "./dom.ts";
import { data, requirementById } from "./model.ts";
import { timeline } from "./timeline.ts";
import { show } from "./view.ts";

/** The body of a case. */
export function caseBody(one: CaseRow): readonly HTMLElement[] {
  return [
    sentences(one),
    ...comparison(one),
    ...(one.reason === null
      ? []
      : [el("p", { class: "reason" }, el("span", { class: "label" }, "because"), one.reason)]),
    ...timeline(one),
    again(one),
  ];
}

function sentences({ requirements }: CaseRow): HTMLElement {
  return el(
    "ul",
    { class: "sentences", "aria-label": "What it judges" },
    ...requirements.map((id) => {
      const found = requirementById.get(id);
      return el(
        "li",
        {},
        el("p", {}, found?.text ?? ""),
        el(
          "p",
          { class: "source" },
          button(
            { class: "link" },
            () => show({ tab: "requirements", open: id, words: "", verdicts: [], version: "", level: "", section: "" }),
            el("code", {}, id),
          ),
          el(
            "span",
            { class: "dim" },
            found === undefined ? "" : ` ${found.level}, binds ${found.binds}, section ${found.section}`,
          ),
        ),
      );
    }),
  );
}

function comparison({ expected, observed, verdict }: CaseRow): readonly HTMLElement[] {
  if (expected === null && observed === null) return [];
  const side = (name: string, text: string | null): HTMLElement =>
    el("div", { class: name }, el("dt", {}, name), el("dd", {}, text ?? "nothing is said"));
  return [el("dl", { class: `comparison v-${verdict}` }, side("expected", expected), side("observed", observed))];
}

function again({ replay, trace, durationMs }: CaseRow): HTMLElement {
  const { peer } = data;
  const connections = [...new Set(trace.map(([connection]) => connection))];
  const place = peer?.isPlaceholder ? "(127.0.0.1 1883 stands for where a broker listens)" : "";
  const shells = connections.flatMap((connection) => {
    const sent = trace.filter(([number, , direction]) => number === connection && direction === 1);
    const hex = sent.map(([, , , frame]) => data.frames[frame]?.[0] ?? "").join("");
    if (peer === undefined || hex === "") return [];
    const to = peer.secure
      ? `openssl s_client -quiet -connect ${quoted(peer.host.includes(":") ? `[${peer.host}]:${peer.port}` : `${peer.host}:${peer.port}`)}`
      : `nc -w 2 ${quoted(peer.host)} ${peer.port}`;
    const name = connections.length === 1 ? "what we sent" : `what we sent on #${connection}`;
    return [copyLine(name, `printf %s ${hex} | xxd -r -p | ${to} | xxd`, place)];
  });
  return el(
    "section",
    { class: "again" },
    el("h3", {}, "See it again"),
    copyLine(`this case, ${durationMs.toLocaleString("en")} ms`, replay),
    shells.length > 0 &&
      el(
        "details",
        {},
        el(
          "summary",
          {},
          `The bytes alone, for a shell `,
          el("span", { class: "dim" }, `${counted(shells.length, "connection")}, without the pauses between packets`),
        ),
        ...shells,
      ),
  );
}

/** A word that a shell takes as it stands. */
function quoted(text: string): string {
  return /^[\w.:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
