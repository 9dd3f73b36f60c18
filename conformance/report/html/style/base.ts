// Colours, type, and what every element shares. Each pair of colours that carries text has a contrast of at least 4.5 to 1.

/** Colours and type. */
export const base = `
:root {
  color-scheme: light dark;
  --paper: #faf9f6; --sheet: #ffffff; --sunk: #f1efea; --edge: #e0dcd3; --edge-strong: #c4beb2;
  --ink: #1f1d1a; --dim: #645f56; --gold: #7d5a00; --focus: #9a6f00; --lit: #ffe08a; --lit-ink: #1f1d1a;
  --pass: #1d7146; --fail: #b3231b; --late: #875700; --inconclusive: #644b9e; --not-applicable: #6a665e;
  --error: #a0186b; --waived: #6a665e; --untested: #6a665e;
  --fail-sunk: #fdf1ef;
  --t-session: #1b5f96; --t-publish: #1d7146; --t-ack: #7a5800; --t-subscribe: #7a3fa0; --t-ping: #645f56; --t-broken: #b3231b;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  --radius: 6px;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #131416; --sheet: #1a1b1e; --sunk: #222327; --edge: #2f3136; --edge-strong: #4a4d54;
    --ink: #e9e6e0; --dim: #a29d94; --gold: #e2b84e; --focus: #e2b84e; --lit: #6a5310; --lit-ink: #fff6da;
    --pass: #62c795; --fail: #ff8f84; --late: #e6b45a; --inconclusive: #bba6f2; --not-applicable: #9c978e;
    --error: #f38ccb; --waived: #9c978e; --untested: #9c978e;
    --fail-sunk: #2b1c1b;
    --t-session: #7cbcf0; --t-publish: #62c795; --t-ack: #e0b96a; --t-subscribe: #cf9cf0; --t-ping: #a29d94; --t-broken: #ff8f84;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 9rem; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 var(--sans); font-variant-numeric: tabular-nums; -webkit-text-size-adjust: 100%; }
body > * { max-width: 104rem; margin-inline: auto; padding-inline: clamp(0.9rem, 3vw, 2.5rem); }
h1, h2, h3, p, ol, ul, dl, dd { margin: 0; padding: 0; }
ol, ul { list-style: none; }
code, .line, .dump, .words, .field-value { font-family: var(--mono); font-size: 0.86em; }
button, input, select { font: inherit; color: inherit; background: none; border: 0; border-radius: var(--radius); padding: 0; }
button { cursor: pointer; text-align: inherit; }
table { border-collapse: collapse; }
th { font-weight: inherit; text-align: left; }
[hidden] { display: none !important; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
.dim, .from { color: var(--dim); font-weight: 400; }
.unseen { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
kbd { font: 0.78em var(--mono); color: var(--dim); border: 1px solid var(--edge-strong); border-bottom-width: 2px; border-radius: 4px; padding: 0 0.4em; }
a { color: inherit; }
a, .link { text-decoration: underline; text-decoration-color: var(--edge-strong); text-underline-offset: 3px; }
a:hover, .link:hover { text-decoration-color: currentColor; }
.plain { color: var(--gold); padding: 0.2rem 0.5rem; }
.plain:hover { text-decoration: underline; }
summary { cursor: pointer; width: fit-content; }
${["pass", "fail", "late", "inconclusive", "not-applicable", "error", "waived", "untested"]
  .map((verdict) => `.v-${verdict} { --verdict: var(--${verdict}); }`)
  .join("\n")}
.sign { display: inline-grid; place-items: center; flex: none; width: 1.35em; height: 1.35em; border-radius: 4px; font: 700 0.82em/1 var(--mono); color: var(--paper); background: var(--verdict); }
.sign.v-pass, .sign.v-not-applicable, .sign.v-waived, .sign.v-untested { color: var(--verdict); background: none; box-shadow: inset 0 0 0 1px color-mix(in srgb, var(--verdict) 45%, transparent); }
`;
