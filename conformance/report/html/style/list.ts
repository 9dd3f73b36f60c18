// Tabs, filters, and the rows of both lists.

/** The lists. */
export const listStyle = `
#lists { scroll-margin-top: 0.5rem; }
#tabs { display: flex; gap: 0.2rem; border-bottom: 1px solid var(--edge-strong); }
.tab { padding: 0.45rem 0.9rem; margin-bottom: -1px; border-bottom: 3px solid transparent; border-radius: var(--radius) var(--radius) 0 0; color: var(--dim); }
.tab[aria-current="true"] { color: var(--ink); font-weight: 650; border-bottom-color: var(--gold); }
.tab:hover { background: var(--sunk); }
#filters { position: sticky; top: 0; z-index: 2; display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 0.9rem; padding: 0.7rem 0; background: var(--paper); }
.search { position: relative; flex: 1 1 16rem; max-width: 30rem; }
.search input { width: 100%; padding: 0.4rem 2.2rem 0.4rem 0.7rem; background: var(--sheet); border: 1px solid var(--edge-strong); }
.search input::placeholder { color: var(--dim); opacity: 1; }
.search kbd { position: absolute; right: 0.55rem; top: 50%; translate: 0 -50%; }
.search input:focus + kbd { visibility: hidden; }
.chips { display: flex; flex-wrap: wrap; gap: 0.3rem; }
.chip { display: inline-flex; align-items: center; gap: 0.4rem; padding: 0.16rem 0.6rem; border: 1px solid var(--edge); border-radius: 99px; font-size: 0.86rem; background: var(--sheet); }
.chip:hover { border-color: var(--edge-strong); }
.chip[aria-pressed="true"] { border-color: var(--gold); box-shadow: inset 0 0 0 1px var(--gold); }
.chip[data-verdict] .sign { font-size: 0.72em; }
.choices { display: flex; flex-wrap: wrap; gap: 0.4rem; align-items: center; }
select { max-width: 13rem; padding: 0.3rem 0.4rem; border: 1px solid var(--edge); background: var(--sheet); font-size: 0.86rem; text-overflow: ellipsis; }
select.set { border-color: var(--gold); box-shadow: inset 0 0 0 1px var(--gold); }
option { background: var(--sheet); color: var(--ink); }
.status { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0.2rem 1rem; color: var(--dim); font-size: 0.84rem; padding-bottom: 0.35rem; min-height: 1.8rem; }
.nothing { padding: 2.5rem 0; text-align: center; color: var(--dim); }
.row { border-top: 1px solid var(--edge); content-visibility: auto; contain-intrinsic-size: auto 3.4rem; }
.row:has(> .row-body), .row:focus-within { content-visibility: visible; }
.row:last-child { border-bottom: 1px solid var(--edge); }
.row-head { display: grid; grid-template-columns: auto minmax(0, 1fr) auto; gap: 0.1rem 0.8rem; align-items: start; width: 100%; padding: 0.42rem 0.5rem 0.46rem 0.35rem; border-radius: 0; }
.row-head > .sign { margin-top: 0.22rem; }
.row-head:hover { background: var(--sunk); }
.row-head:focus-visible { outline-offset: -2px; }
.name { display: grid; min-width: 0; }
.what { text-wrap: pretty; overflow-wrap: anywhere; }
.name code { color: var(--dim); overflow-wrap: anywhere; font-size: 0.8em; }
.v-fail > .row-head .what, .v-error > .row-head .what { font-weight: 600; }
.marks { display: flex; gap: 0.9rem; color: var(--dim); font-size: 0.82rem; padding-top: 0.1rem; white-space: nowrap; }
.row:has(> .row-body) { background: var(--sheet); border: 1px solid var(--edge-strong); border-left: 4px solid var(--verdict); border-radius: var(--radius); margin: 0.5rem 0; scroll-margin-top: 4.4rem; box-shadow: 0 2px 14px rgb(0 0 0 / 6%); }
.row:has(> .row-body) > .row-head .what { font-size: 1.12em; font-weight: 650; }
`;
