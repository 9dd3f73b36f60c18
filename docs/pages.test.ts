// The pages are made from what they tell of as it is now, and every link on them leads somewhere.

import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import GithubSlugger from "github-slugger";
import { describe, expect, test } from "vitest";
import { requirementPage } from "../conformance/index.ts";
import { REQUIREMENTS } from "../spec/index.ts";
import { allPages, FOLDER } from "./generate.ts";

const pages = allPages();

/** The places on a page that a link can name: its headings, as Markdown is shown elsewhere. */
function placesOn(page: string): ReadonlySet<string> {
  const slugger = new GithubSlugger();
  return new Set([...page.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => slugger.slug(heading)));
}

test("no page is older than what it tells of; `npm run docs:generate` makes them anew", () => {
  const stale = [...pages].filter(([path, page]) => {
    const file = join(FOLDER, path);
    return !existsSync(file) || readFileSync(file, "utf8") !== page;
  });
  expect(stale.map(([path]) => path)).toEqual([]);
});

test("every sentence has its place where reports link to", () => {
  const lost = REQUIREMENTS.filter(({ id }) => {
    const [path = "", place = ""] = requirementPage(id).replace("docs/generated/", "").split("#");
    return !placesOn(pages.get(path) ?? "").has(place);
  });
  expect(lost.map(({ id }) => id)).toEqual([]);
});

describe.each([...pages].filter(([path]) => path.endsWith(".md")))("%s", (path, page) => {
  test("has links that lead somewhere", () => {
    const links = [...page.matchAll(/\]\(([^)]*)\)/g)].map(([, link = ""]) => link);
    const dead = links.filter((link) => {
      const [to = "", place] = link.split("#");
      const target = to === "" ? page : pages.get(normalize(join(dirname(path), to)));
      return target === undefined || (place !== undefined && !placesOn(target).has(place));
    });
    expect(dead).toEqual([]);
  });

  test("has no cell, no row and no text that Markdown would break", () => {
    const lines = page.split("\n");
    const widths = lines.map((line) => (line.startsWith("|") ? line.replaceAll("\\|", "").split("|").length : 0));
    const uneven = lines.filter((_, i) => widths[i] && widths[i - 1] && widths[i] !== widths[i - 1]);
    expect(uneven).toEqual([]);
    expect(lines.filter((line) => /\bundefined\b|\[object /.test(line))).toEqual([]);
  });
});

test("a machine's page shows a diagram, and every answer with what it obeys", () => {
  const page = pages.get("machines/qos2-receiver.md") ?? "";
  expect(page).toContain("idle --> held : PUBLISH\n");
  expect(page).toContain("held --> idle : PUBREL or PUBREL refused");
  expect(page).toContain(
    "| held | PUBLISH |  | PUBREC | [5.0/MQTT-4.3.3-10](../5.0/4.3-quality-of-service.md#mqtt-433-10), ",
  );
  expect(page).not.toContain("|  |\n");
});
