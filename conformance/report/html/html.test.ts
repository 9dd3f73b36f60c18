// The page in a real browser, as who opens the file sees it.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import ts from "typescript";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { htmlReport, type Run } from "../../index.ts";
import { installed } from "../installed.ts";
import { HOSTILE, MARKUP, RED, sampleRun } from "../sample-run.ts";
import { pageData } from "./data.ts";
import { page as pageOf } from "./page.ts";
import { linked } from "./script.ts";

const found = installed(
  ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
  [process.env["CHROMIUM_PATH"] ?? ""],
);

const folder = mkdtempSync(join(tmpdir(), "touchstone-html-"));
const file = join(folder, "report.html");
let run: Run;
let browser: Browser;
let page: Page;
/** Whatever the page complained of, or asked for. */
let noise: string[];

beforeAll(async () => {
  run = await sampleRun(/connect\/first-packet|qos2\/repeat-before-pubrel|ping/, true);
  writeFileSync(file, htmlReport(run));
});

afterAll(() => rmSync(folder, { recursive: true }));

async function open(hash = "", options: BrowserContextOptions = {}, at = file): Promise<void> {
  const context = await browser.newContext(options);
  page = await context.newPage();
  noise = [];
  page.on("console", (message) => noise.push(message.text()));
  page.on("pageerror", ({ message }) => noise.push(message));
  page.on("request", (request) => noise.push(request.url()));
  await page.goto(`${pathToFileURL(at).href}${hash}`);
}

const shownRows = (list = "cases"): Promise<readonly string[]> =>
  page
    .locator(`#${list} > .row:not([hidden])`)
    .evaluateAll((rows) => rows.map((row) => row.getAttribute("data-id") ?? ""));

describe.for(found)("the HTML report (%s)", (program) => {
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox"] });
  });
  afterEach(async () => await page.context().close());
  afterAll(async () => await browser.close());

  test("asks for nothing but itself, and complains of nothing", async () => {
    await open(`#open=${RED}`);
    await page.locator(".trace button.packet").first().click();
    expect(noise.map((one) => one.split("#")[0])).toEqual([pathToFileURL(file).href]);
  });

  test("shows every case, the gravest first, and tells how many", async () => {
    await open();
    const shown = await shownRows();
    expect([...shown].sort()).toEqual(run.results.map(({ case: { id } }) => id).sort());
    expect(shown.slice(0, 2).sort()).toEqual(["3.1.1/qos2/repeat-before-pubrel", RED]);
    expect(await page.locator("#told").textContent()).toBe(`${run.results.length} cases`);
  });

  test("filters by verdict, and says so in its address", async () => {
    await open();
    await page.locator('.chip[data-verdict="fail"]').click();
    expect(await shownRows()).toEqual(["3.1.1/qos2/repeat-before-pubrel", RED]);
    expect(await page.locator("#told").textContent()).toBe(`2 of ${run.results.length} cases`);
    expect(new URL(page.url()).hash).toBe("#verdict=fail");
    await page.locator("#clear").click();
    expect(await shownRows()).toHaveLength(run.results.length);
    expect(new URL(page.url()).hash).toBe("");
  });

  test("finds cases by all words of a search, in ids, titles, sentences and what was observed", async () => {
    await open();
    const search = page.locator("#search");
    await search.fill("REPEAT before-pubrel 5.0/qos2");
    expect(await shownRows()).toEqual([RED]);
    await search.fill("5.0/MQTT-4.3.3-10");
    expect(await shownRows()).toEqual([RED]);
    await search.fill("nothing has these words");
    expect(await shownRows()).toEqual([]);
    expect(await page.locator("#nothing").isVisible()).toBe(true);
  });

  test("filters by a cell of the matrix", async () => {
    await open();
    await page.getByLabel("1 fail in section 4.3 of 5.0").click();
    expect(await shownRows()).toEqual([RED]);
  });

  test("restores the filters and the case of a link", async () => {
    await open(`#q=qos2&verdict=fail&version=5.0&open=${RED}`);
    expect(await shownRows()).toEqual([RED]);
    expect(await page.locator("#search").inputValue()).toBe("qos2");
    expect(await page.locator('.chip[data-verdict="fail"]').getAttribute("aria-pressed")).toBe("true");
    expect(await page.locator("select[aria-label=version]").inputValue()).toBe("5.0");
    expect(await page.locator(".row-body .comparison").isVisible()).toBe(true);
  });

  test("opens a red case with its sentence, its packets and the states of the models", async () => {
    await open("#verdict=fail&version=5.0");
    await page.locator(".row-head:visible").click();
    const body = page.locator(".row-body");
    expect(await body.locator(".sentences").textContent()).toContain("5.0/MQTT-4.3.3-10");
    expect(await body.locator(".expected dd").textContent()).toBe("no PUBLISH");
    expect(await body.locator(".observed dd").textContent()).toContain("PUBLISH qos 0");
    const result = run.results.find((one) => one.case.id === RED);
    expect(await body.locator(".trace > li").count()).toBe(result?.trace.length);
    const publish = body.locator(".trace > li", { hasText: "dup true" }).first();
    expect(await publish.locator(".connection-state").textContent()).toBe("connected");
    expect(await publish.locator(".flow").textContent()).toMatch(/^→\d+ awaitingPub(rec|comp) \/ held$/);
    expect(await body.locator(".named .type").textContent()).toBe("PUBLISH");
    expect(await body.locator(".line").first().textContent()).toBe(
      `touchstone test mqtt://broker.example:1883 --case ${RED} --seed 42`,
    );
    expect(await body.locator(".line").nth(1).textContent()).toMatch(
      /^printf %s 10[0-9a-f]+ \| xxd -r -p \| nc -w 2 broker\.example 1883 \| xxd$/,
    );
  });

  test("lights up the bytes of a field, and the field of a byte", async () => {
    await open(`#open=${RED}`);
    await page.locator(".packet", { hasText: "CONNACK" }).first().click();
    await page.locator(".field", { hasText: "Connect Reason Code" }).hover();
    const lit = page.locator(".digits .lit");
    expect(await lit.allTextContents()).toEqual(["00"]);
    expect(await lit.getAttribute("data-at")).toBe("3");
    await page.locator('.digits [data-at="0"]').hover();
    expect(await page.locator(".field.lit").textContent()).toContain("Control Packet");
    await page.locator('.digits [data-at="5"]').hover();
    expect(await page.locator(".field.lit .field-name").allTextContents()).toEqual(["identifier"]);
  });

  test("obeys the keyboard: / searches, j and k move, Enter opens, Escape closes", async () => {
    await open();
    await page.keyboard.press("/");
    expect(await page.locator("#search").evaluate((one) => one.matches(":focus"))).toBe(true);
    await page.keyboard.type("qos2");
    await page.keyboard.press("Enter");
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    expect(new URL(page.url()).hash).toBe(`#q=qos2&open=${RED}`);
    await page.keyboard.press("Escape");
    expect(await page.locator(".row-body").count()).toBe(0);
    await page.keyboard.press("k");
    await page.keyboard.press("Enter");
    expect(new URL(page.url()).hash).toBe("#q=qos2&open=3.1.1/qos2/repeat-before-pubrel");
  });

  test("lists the sentences too, and leads from one to its case and back", async () => {
    await open("#tab=requirements&q=MQTT-4.3.3-10&version=5.0");
    expect(await shownRows("requirements")).toEqual(["5.0/MQTT-4.3.3-10"]);
    await page.locator(".row-head:visible").click();
    const about = await page.locator(".row-body:visible .about a").getAttribute("href");
    expect(about).toMatch(/^https:\/\/.*\/docs\/generated\/5\.0\/4\.3-.*\.md#mqtt-433-10$/);
    await page.locator(".links .link", { hasText: RED }).click();
    expect(new URL(page.url()).hash).toBe(`#open=${RED}`);
    await page.goBack();
    expect(await page.locator("#requirements .row-body").isVisible()).toBe(true);
  });

  test("shows what a hostile broker says as text", async () => {
    await open("#open=5.0/hostile");
    await page.locator(".capabilities summary").click();
    await page.locator(".trace button.packet").click();
    expect(await page.locator("body img, main script, header script").count()).toBe(0);
    expect(await page.locator(".row-body .observed dd").textContent()).toBe(HOSTILE);
    expect(await page.locator(".capabilities .value").allTextContents()).toContain(HOSTILE);
    expect(await page.locator(".field", { hasText: "Payload" }).textContent()).toContain(JSON.stringify(MARKUP));
    expect(await page.title()).toBe("2 fail · mqtt://broker.example:1883 · touchstone");
  });

  test.for([380, 820, 1600])("fits into a window that is %d wide", async (width) => {
    await open(`#open=${RED}`, { viewport: { width, height: 800 } });
    await page.locator(".trace button.packet").first().click();
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
    expect(await page.evaluate(OUTSIDE)).toEqual([]);
  });

  test.for(["light", "dark"] as const)("is %s where the reader's screen is", async (colorScheme) => {
    await open("", { colorScheme });
    const paper = await page.evaluate("getComputedStyle(document.body).backgroundColor");
    expect(paper).toBe(colorScheme === "dark" ? "rgb(19, 20, 22)" : "rgb(250, 249, 246)");
  });

  test.for(["light", "dark"] as const)("has a contrast of 4.5 to 1 in the %s", async (colorScheme) => {
    await open(`#open=${RED}`, { colorScheme });
    await page.locator(".trace button.packet").first().click();
    expect(await page.evaluate(FAINT)).toEqual([]);
  });

  test("tells the verdicts to who runs no scripts", async () => {
    await open("", { javaScriptEnabled: false });
    const row = page.locator("noscript tr", { hasText: RED });
    expect(await row.locator("td").first().textContent()).toBe("fail");
    expect(await page.locator("noscript tbody tr").count()).toBe(run.results.length);
    expect(await page.locator("noscript td", { hasText: MARKUP }).count()).toBe(1);
    expect(await page.locator("img, body script:not([type])").count()).toBe(1);
  });

  test("is drawn by the compiled script of the package as well", async () => {
    const options = {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      rewriteRelativeImportExtensions: true,
    };
    const compiled = linked((name) => {
      const source = readFileSync(new URL(`./browser/${name}.ts`, import.meta.url), "utf8");
      return ts.transpileModule(source, { compilerOptions: options }).outputText;
    });
    const at = join(folder, "compiled.html");
    writeFileSync(at, pageOf(pageData(run), compiled));
    await open("", {}, at);
    expect(await shownRows()).toHaveLength(run.results.length);
    expect(noise).toEqual([pathToFileURL(at).href]);
  });
});

// Elsewhere there may be no browser, and then there is nothing to look at; here it was installed for this test.
test.runIf(process.env["CI"] !== undefined)("a chromium is there where the page is to be looked at", () => {
  expect(found).not.toEqual([]);
});

/** Gives what sticks out of the window at its right, and is in no box that scrolls. */
const OUTSIDE = `[...document.querySelectorAll("body *")]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 0.5)
  .filter((one) => !one.closest(".line, .dump"))
  .map((one) => one.className + " " + one.textContent.slice(0, 30))`;

/** Gives the texts of the page whose colour is too near to what is behind them. (WCAG 2.2, 1.4.3) */
const FAINT = `(() => {
  const light = (rgb) => {
    const [r, g, b] = rgb.map((one) => one / 255).map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parts(getComputedStyle(at).backgroundColor);
      if (colour[3] !== 0) return colour;
    }
    return [255, 255, 255];
  };
  const faint = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== "" && node.textContent.trim() !== "·");
    if (!own || !element.checkVisibility() || element.closest("script, noscript")) continue;
    const [a, b] = [light(parts(getComputedStyle(element).color)), light(behind(element))].sort((x, y) => y - x);
    const contrast = (a + 0.05) / (b + 0.05);
    if (contrast < 4.5) faint.push(contrast.toFixed(2) + " " + element.className + " " + element.textContent.slice(0, 30));
  }
  return [...new Set(faint)];
})()`;
