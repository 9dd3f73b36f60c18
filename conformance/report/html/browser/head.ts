// The top of the page: what was tried, how it went, and what the probe found.

import { button, byId, counted, el } from "./dom.ts";
import { data, sign, tally, VERDICTS } from "./model.ts";
import { show, view } from "./view.ts";

/** The top of the page. */
export function head(): readonly HTMLElement[] {
  return [title(), bar(), capabilities()];
}

function title(): HTMLElement {
  const { target, startedAt, durationMs, seed, tool, cases } = data;
  const facts: readonly (readonly [string, string])[] = [
    ["run", whenOf(startedAt)],
    ["took", durationMs < 10_000 ? `${(durationMs / 1000).toFixed(1)} s` : `${Math.round(durationMs / 1000)} s`],
    ["cases", cases.length.toLocaleString("en")],
    ["seed", String(seed)],
    ["judged by", tool],
  ];
  return el(
    "div",
    { class: "title" },
    el("h1", {}, target.url),
    el("p", { class: "verdict" }, ...sentence()),
    el(
      "dl",
      { class: "facts" },
      ...facts.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))),
    ),
  );
}

function sentence(): readonly (HTMLElement | string)[] {
  const failed = data.cases.filter(({ verdict }) => verdict === "fail").length;
  const ladder = ["must", "should", "strict"];
  const advice = data.cases.filter(
    ({ verdict, level }) => verdict === "fail" && ladder.indexOf(level) > ladder.indexOf(data.level),
  ).length;
  const numbered = data.requirements.filter(({ id }) => id.includes("/MQTT-"));
  const judged = numbered.filter(({ verdict }) => verdict === "pass" || verdict === "fail" || verdict === "late");
  const kept = judged.filter(({ verdict }) => verdict === "pass").length;
  const start =
    failed === 0
      ? el("strong", { class: "good" }, "No case fails.")
      : el("strong", { class: "bad" }, `${counted(failed, "case")} ${failed === 1 ? "fails" : "fail"}.`);
  return [
    start,
    ` Of ${numbered.length} numbered sentences of the standard this run judged ${judged.length}; ${kept === judged.length ? "all of them hold" : `${kept} hold`}.`,
    advice === 0
      ? ""
      : ` ${advice === failed ? "What fails" : `${advice} of the failing cases`} ${advice === 1 || advice === failed ? "is" : "are"} advice at --level ${data.level}, and ${advice === 1 || advice === failed ? "does" : "do"} not decide the exit code.`,
  ];
}

/** Minutes, in the time zone in which the run was recorded: a report reads the same everywhere. */
function whenOf(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

function bar(): HTMLElement {
  const counts = tally(data.cases);
  const strip = el("div", { class: "strip", "aria-hidden": "true" });
  for (const [verdict, number] of counts) {
    const part = el("span", { class: `part v-${verdict}` });
    part.style.flexGrow = String(number);
    strip.append(part);
  }
  const legend = counts.map(([verdict, number]) =>
    el(
      "li",
      {},
      button(
        { class: "count", title: VERDICTS[verdict].means },
        () => {
          show({ tab: "cases", verdicts: view().verdicts.join() === verdict ? [] : [verdict] });
          byId("lists").scrollIntoView();
        },
        sign(verdict),
        el("b", {}, number.toLocaleString("en")),
        el("span", { "aria-hidden": "true" }, ` ${verdict}`),
      ),
    ),
  );
  return el("div", { class: "bar" }, strip, el("ul", { class: "legend", "aria-label": "Cases by verdict" }, ...legend));
}

function capabilities(): HTMLElement {
  const rows = data.capabilities.map(([name, value, from]) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, inWords(name)),
      el("td", { class: "value" }, value),
      el("td", { class: "from" }, from),
    ),
  );
  return el(
    "details",
    { class: "capabilities" },
    el(
      "summary",
      {},
      "What the probe found ",
      el("span", { class: "dim" }, counted(rows.length, "capability", "capabilities")),
    ),
    el(
      "table",
      {},
      el(
        "thead",
        {},
        el("tr", {}, ...["capability", "value", "told by"].map((name) => el("th", { scope: "col" }, name))),
      ),
      el("tbody", {}, ...rows),
    ),
  );
}

/** `maximum qos` of `maximumQos`. */
function inWords(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
