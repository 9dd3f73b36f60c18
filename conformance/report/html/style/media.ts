// Narrow windows, paper, and who wants nothing to move.

/** What changes with the reader's screen. */
export const media = `
@media (min-width: 72em) { .packet { grid-template-columns: 4.6rem 2rem 1.2rem 7.6rem minmax(0, 1fr) minmax(8rem, auto); } }
@media (min-width: 88em) {
  main { display: grid; grid-template-columns: 24rem minmax(0, 1fr); gap: 0 3rem; align-items: start; margin-top: 1.6rem !important; }
  .matrices { grid-template-columns: minmax(0, 1fr); position: sticky; top: 0; max-height: 100vh; overflow-y: auto; scrollbar-width: thin; margin: 0 0 0 -0.4rem; padding: 0.7rem 0.4rem 1rem; }
  .matrices .weight { display: none; }
}
@media (max-width: 60em) {
  .title { grid-template-columns: minmax(0, 1fr); }
  .packet { grid-template-columns: 3.6rem 1.8rem 1.1rem auto minmax(0, 1fr); }
  .packet .words { grid-column: 1 / -1; padding-left: 0.2rem; white-space: normal; overflow-wrap: anywhere; display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; }
  .packet .words:empty { display: none; }
  .packet[aria-expanded="true"] .words { display: block; }
  .packet .event { grid-column: span 2; }
  .packet .after { grid-column: 1 / -1; justify-content: flex-start; text-align: left; padding-left: 0.2rem; }
  .note { padding-left: 0.9rem; }
  .anatomy { grid-template-columns: minmax(0, 1fr); }
  .dump { position: static; }
}
@media (max-width: 46em) {
  html { scroll-padding-top: 1rem; }
  body { font-size: 14.5px; }
  .facts { gap: 0.3rem 1.2rem; }
  #filters { position: static; }
  .search { max-width: none; }
  .choices { width: 100%; }
  .choices select { flex: 1 1 5.5rem; min-width: 0; }
  .keys { display: none; }
  .row:has(> .row-body), .dump { scroll-margin-top: 0.5rem; }
  .row-head { grid-template-columns: auto minmax(0, 1fr); }
  .marks { grid-column: 2; gap: 0.8rem; flex-wrap: wrap; }
  .matrix .weight { display: none; }
  .matrix td { min-width: 1.9rem; }
  .cell { min-width: 1.8rem; padding-inline: 0.1rem; }
  .matrix .none { padding-right: 0.1rem; }
  .digits { grid-template-columns: repeat(var(--width), 1.35rem); }
  .dump { padding: 0.4rem 0.5rem; }
  .dump-row { gap: 0.5rem; }
  .inside { padding-inline: 0.6rem; }
  .packet { padding-inline: 0.5rem; }
  .at { text-align: left; }
  .machines th { overflow-wrap: normal; }
  .machines th, .machines td { padding-right: 0.8rem; }
  .capabilities th, .capabilities td { padding-right: 0.9rem; }
  .copy { width: 4.4rem; }
}
@media (prefers-reduced-motion: no-preference) {
  .chip, .row-head, .packet, .tab, .link { transition: background-color 90ms, border-color 90ms; }
}
@media (scripting: none) { main { display: none; } }
@media print {
  :root { --paper: #fff; --sheet: #fff; --sunk: #f6f6f6; --ink: #000; --dim: #444; }
  #filters, .keys, .copy, .chips, .plain, .capabilities summary { display: none; }
  :focus-visible { outline: none; }
  .row { content-visibility: visible; break-inside: avoid; }
  .row:has(> .row-body) { break-inside: auto; box-shadow: none; }
  .trace > li { break-inside: avoid; }
  .line { white-space: pre-wrap; overflow-wrap: anywhere; }
  .strip, .sign { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body { font-size: 10pt; }
}
`;
