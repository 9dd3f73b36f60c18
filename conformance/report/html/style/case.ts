// A row, opened.

/** An opened case or sentence. */
export const caseStyle = `
.row-body { display: grid; gap: 1.1rem; padding: 0.4rem clamp(0.7rem, 2vw, 1.6rem) 1.4rem clamp(0.7rem, 3.2vw, 2.6rem); min-width: 0; }
.row-body > * { min-width: 0; }
h3 { font-size: 0.92rem; font-weight: 650; margin-bottom: 0.4rem; }
.sentences { display: grid; gap: 0.6rem; }
.sentences li { border-left: 3px solid var(--edge-strong); padding-left: 0.9rem; max-width: 60rem; }
.source { font-size: 0.85rem; }
.comparison { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: 0.7rem; }
.comparison > div { background: var(--sunk); border-radius: var(--radius); padding: 0.6rem 0.9rem 0.7rem; border-top: 3px solid var(--pass); min-width: 0; }
.comparison > .observed { border-top-color: var(--verdict); }
.comparison.v-fail > .observed { background: var(--fail-sunk); }
.comparison dt, .label { font-size: 0.78rem; color: var(--dim); }
.comparison dd { font-family: var(--mono); font-size: 0.88em; overflow-wrap: anywhere; }
.label { margin-right: 0.8rem; }
.again { display: grid; gap: 0.7rem; }
.again h3 { margin: 0; }
.again details { display: grid; font-size: 0.9rem; }
.again details .shell { margin-top: 0.6rem; }
.shell { display: grid; gap: 0.15rem; min-width: 0; }
.shell-name { font-size: 0.82rem; }
.shell-line { display: flex; border: 1px solid var(--edge); border-radius: var(--radius); background: var(--sunk); min-width: 0; }
.line { flex: 1; min-width: 0; padding: 0.4rem 0.7rem; white-space: nowrap; overflow-x: auto; scrollbar-width: thin; }
.copy { flex: none; width: 5.2rem; text-align: center; font-size: 0.84rem; color: var(--gold); border-left: 1px solid var(--edge); border-radius: 0 var(--radius) var(--radius) 0; }
.copy:hover { background: var(--edge); }
.links { display: grid; gap: 0.35rem; }
.links li { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0 0.6rem; overflow-wrap: anywhere; }
.links .sign { grid-row: span 2; margin-top: 0.2rem; }
.links .dim { grid-column: 2; }
.about { font-size: 0.88rem; color: var(--dim); }
`;
