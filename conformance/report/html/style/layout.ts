// The top of the page, and the matrix.

/** The top of the page. */
export const layout = `
header { padding-top: 1.1rem; }
.brand { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 0.5rem; font-size: 0.85rem; letter-spacing: 0.01em; font-weight: 600; }
.stone { align-self: center; width: 0.95rem; height: 0.95rem; border-radius: 46% 54% 50% 50% / 58% 48% 52% 42%; background: linear-gradient(118deg, #2b2d31 0 44%, #d8a627 45% 52%, #2b2d31 53%); box-shadow: 0 0 0 1px color-mix(in srgb, #d8a627 35%, transparent); }
.title { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0.3rem 2.5rem; align-items: end; margin: 1.6rem 0 1.1rem; }
h1 { grid-column: 1 / -1; font: 600 clamp(1.25rem, 3.2vw, 2rem)/1.2 var(--mono); letter-spacing: -0.02em; overflow-wrap: anywhere; }
.verdict { max-width: 46rem; color: var(--dim); text-wrap: pretty; }
.verdict strong { font-weight: 650; }
.verdict .good { color: var(--pass); }
.verdict .bad { color: var(--fail); }
.facts { display: flex; flex-wrap: wrap; gap: 0.2rem 1.6rem; font-size: 0.85rem; }
.facts dt { color: var(--dim); font-size: 0.78rem; }
.strip { display: flex; gap: 2px; height: 0.6rem; border-radius: 3px; overflow: hidden; }
.strip .part { flex: 0 1 0; min-width: 3px; background: var(--verdict); }
.strip .v-pass { opacity: 0.72; }
.strip .v-not-applicable { opacity: 0.4; }
.legend { display: flex; flex-wrap: wrap; gap: 0.2rem 0.4rem; margin: 0.5rem 0 0 -0.5rem; }
.count { display: flex; align-items: center; gap: 0.45rem; padding: 0.15rem 0.5rem; }
.count:hover { background: var(--sunk); }
.capabilities { margin-top: 0.8rem; font-size: 0.9rem; }
.capabilities table { margin: 0.5rem 0 0; }
.capabilities th, .capabilities td { padding: 0.16rem 1.6rem 0.16rem 0; vertical-align: top; overflow-wrap: anywhere; }
.capabilities thead th { color: var(--dim); font-size: 0.78rem; }
.capabilities .value { font-family: var(--mono); font-size: 0.9em; }
.matrices { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 27rem), 1fr)); gap: 1.5rem 3.5rem; margin: 1.8rem 0 2.4rem; align-items: start; }
.matrix { width: 100%; font-size: 0.88rem; }
.matrix caption { text-align: left; font-weight: 650; padding-bottom: 0.3rem; }
.matrix thead th { text-align: right; padding: 0 0 0.25rem 0.35rem; }
.matrix tbody tr { border-top: 1px solid var(--edge); }
.matrix tbody tr:hover { background: var(--sunk); }
.matrix tbody th { width: 100%; }
.matrix td { text-align: right; min-width: 2.3rem; }
.matrix .none { color: var(--edge-strong); padding-right: 0.35rem; }
.chapter { display: grid; grid-template-columns: 2.5rem minmax(0, 1fr); gap: 0 0.3rem; width: 100%; padding: 0.14rem 0; text-wrap: pretty; }
.chapter .number { color: var(--dim); }
.cell { min-width: 2.1rem; padding: 0.14rem 0.35rem; text-align: right; color: var(--verdict); }
.cell.v-fail, .cell.v-error { font-weight: 700; }
.cell:hover, .chapter:hover { text-decoration: underline; text-underline-offset: 3px; }
.matrix .weight { min-width: clamp(3rem, 8vw, 9rem); padding: 0 0.5rem; vertical-align: middle; }
.strip.thin { display: flex; height: 0.35rem; gap: 1px; margin-left: auto; }
footer { color: var(--dim); font-size: 0.8rem; padding-block: 2.5rem 2rem; text-wrap: pretty; }
noscript { display: block; }
noscript h1 { margin-top: 1.6rem; }
.plain-table { margin-top: 1.2rem; font-size: 0.9rem; }
.plain-table caption { text-align: left; color: var(--dim); padding-bottom: 0.5rem; }
.plain-table [class] { color: var(--verdict); font-weight: 650; white-space: nowrap; }
.plain-table thead { color: var(--dim); font-size: 0.85em; }
.plain-table code { overflow-wrap: anywhere; }
.plain-table th, .plain-table td { text-align: left; padding: 0.1rem 0.8rem 0.1rem 0; vertical-align: top; }
`;
