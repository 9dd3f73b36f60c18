// What the reader looks at: it stands in the address behind `#`, so that a link shows the same.

/** The tab, the filters, and what is open. */
export interface View {
  readonly tab: "cases" | "requirements";
  readonly words: string;
  readonly verdicts: readonly string[];
  readonly version: string;
  readonly level: string;
  readonly section: string;
  readonly open: string;
}

const EVERYTHING: View = { tab: "cases", words: "", verdicts: [], version: "", level: "", section: "", open: "" };

const listeners: ((view: View) => void)[] = [];
let current = readHash(location.hash);

/** What is looked at now. */
export function view(): View {
  return current;
}

/** Calls back now and whenever the view changes. */
export function onView(listener: (view: View) => void): void {
  listeners.push(listener);
  listener(current);
}

/** Changes the view. The way back leads over every opened case, and not over every letter of a search. */
export function show(change: Partial<View>): void {
  const next = { ...current, ...change };
  const hash = writeHash(next);
  if (hash === writeHash(current)) return;
  const opens = next.open !== current.open && next.open !== "";
  history[opens ? "pushState" : "replaceState"](null, "", hash === "" ? location.pathname + location.search : hash);
  tell(next);
}

/** Takes all filters off. */
export function clearFilters(): void {
  show({ ...EVERYTHING, tab: current.tab });
}

/** Whether any filter is on. */
export function isFiltered({ words, verdicts, version, level, section }: View): boolean {
  return [words, version, level, section].some((one) => one !== "") || verdicts.length > 0;
}

function tell(next: View): void {
  current = next;
  for (const listener of listeners) listener(next);
}

function readHash(hash: string): View {
  const read = new URLSearchParams(hash.slice(1));
  return {
    tab: read.get("tab") === "requirements" ? "requirements" : "cases",
    words: read.get("q") ?? "",
    verdicts: (read.get("verdict") ?? "").split(",").filter((one) => one !== ""),
    version: read.get("version") ?? "",
    level: read.get("level") ?? "",
    section: read.get("section") ?? "",
    open: read.get("open") ?? "",
  };
}

function writeHash({ tab, words, verdicts, version, level, section, open }: View): string {
  const parts = {
    tab: tab === "cases" ? "" : tab,
    q: words,
    verdict: verdicts.join(","),
    version,
    level,
    section,
    open,
  };
  const written = Object.entries(parts)
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name}=${encodeURIComponent(value).replaceAll("%2F", "/").replaceAll("%2C", ",")}`);
  return written.length === 0 ? "" : `#${written.join("&")}`;
}

for (const event of ["hashchange", "popstate"]) addEventListener(event, () => tell(readHash(location.hash)));
