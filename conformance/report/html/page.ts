// The page itself: what stands in it before its script runs, and what it forbids itself.

import { createHash } from "node:crypto";
import type { AnyVerdict, PageData } from "./shape.ts";
import { pageStyle } from "./style/index.ts";

/** The page of some data, drawn by this script: one file that asks nothing of any network. */
export function page(data: PageData, script: string): string {
  const style = pageStyle();
  // What a target said stands in the data, and nothing but these two texts may run or paint.
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="${escaped(data.tool)}">
<title>${escaped(titleOf(data))}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<header id="head"><p class="brand"><span class="stone" aria-hidden="true"></span>touchstone <span class="dim">conformance report, MQTT 3.1.1 and 5.0</span></p></header>
<noscript>${withoutScript(data)}</noscript>
<main id="main">
<section id="matrix" class="matrices" aria-label="Verdicts by section"></section>
<div id="lists">
<nav id="tabs" aria-label="Lists"></nav>
<div id="filters" role="search"></div>
<p class="status"><span id="told" aria-live="polite"></span><span class="keys" aria-hidden="true"><kbd>/</kbd> search <kbd>j</kbd> <kbd>k</kbd> move <kbd>Enter</kbd> open <kbd>Esc</kbd> close</span></p>
<ol id="cases" class="rows"></ol>
<ol id="requirements" class="rows"></ol>
<p id="nothing" class="nothing" hidden>Nothing matches these filters.</p>
</div>
</main>
<footer>This file holds every byte that was sent and received, the credentials of the run among them. Sentences are paraphrased; the text that counts is the OASIS standard's.</footer>
<script type="application/json" id="data">${json(data)}</script>
<script>${script}</script>
</body>
</html>`;
}

function titleOf({ target, cases }: PageData): string {
  const failed = cases.filter(({ verdict }) => verdict === "fail").length;
  return `${failed === 0 ? "no case fails" : `${failed} fail`} · ${target.url} · touchstone`;
}

/** As the page lists them. */
const GRAVITY: readonly AnyVerdict[] = ["fail", "error", "late", "inconclusive", "pass", "not-applicable"];

/** The verdicts alone, for who runs no scripts. */
function withoutScript({ target, cases }: PageData): string {
  const gravestFirst = [...cases].sort((a, b) => GRAVITY.indexOf(a.verdict) - GRAVITY.indexOf(b.verdict));
  const rows = gravestFirst.map(
    ({ verdict, id, title }) =>
      `<tr><td class="v-${verdict}">${verdict}</td><td><code>${escaped(id)}</code></td><td>${escaped(title)}</td></tr>`,
  );
  const head = "<tr><th scope=col>verdict</th><th scope=col>case</th><th scope=col>title</th></tr>";
  return `<h1>${escaped(target.url)}</h1><table class="plain-table"><caption>Verdicts; with scripts this page shows packets, too.</caption><thead>${head}</thead><tbody>\n${rows.join("\n")}\n</tbody></table>`;
}

/** JSON in which no text can end the element that holds it. */
function json(data: PageData): string {
  return JSON.stringify(data).replaceAll("<", "\\u003c");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
