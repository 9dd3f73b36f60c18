// What passed on the wire.

/** The timeline, and a packet opened. */
export const wireStyle = `
.wire .chips { margin-bottom: 0.5rem; }
.wire h3 { text-wrap: pretty; }
.trace { border: 1px solid var(--edge); border-radius: var(--radius); overflow: clip; }
.trace > li { border-top: 1px solid var(--edge); border-left: 4px solid var(--lane); }
.trace > li:first-child { border-top: 0; }
${["#b08a2e", "#3d7ebf", "#3f9a6b", "#a264c4", "#c2603f", "#6f7b87"]
  .map((colour, lane) => `.lane-${(lane + 1) % 6} { --lane: ${colour}; }`)
  .join("\n")}
.chip[class*=lane-]::before { content: ""; width: 0.5rem; height: 0.5rem; border-radius: 2px; background: var(--lane); }
.to-breach { float: right; font-weight: 400; font-size: 0.9em; }
.packet { display: grid; grid-template-columns: 4.6rem 2rem 1.2rem 7.6rem minmax(0, 1fr) minmax(0, auto); gap: 0 0.5rem; align-items: baseline; width: 100%; padding: 0.24rem 0.7rem; border-radius: 0; font-size: 0.9rem; }
button.packet:hover, button.packet[aria-expanded="true"] { background: var(--sunk); }
.packet:focus-visible { outline-offset: -2px; }
.at { text-align: right; color: var(--dim); font: 0.86em var(--mono); }
.connection { color: var(--dim); font: 0.86em var(--mono); }
.way { text-align: center; font-weight: 700; }
.way-1 { color: var(--t-session); }
.way-2 { color: var(--gold); }
.way-0, .way-3, .way-4 { color: var(--dim); }
.type { font: 650 0.86em var(--mono); color: var(--type); }
.t-CONNECT, .t-CONNACK, .t-DISCONNECT, .t-AUTH { --type: var(--t-session); }
.t-PUBLISH { --type: var(--t-publish); }
.t-PUBACK, .t-PUBREC, .t-PUBREL, .t-PUBCOMP { --type: var(--t-ack); }
.t-SUBSCRIBE, .t-SUBACK, .t-UNSUBSCRIBE, .t-UNSUBACK { --type: var(--t-subscribe); }
.t-PINGREQ, .t-PINGRESP { --type: var(--t-ping); }
.t-bytes { --type: var(--t-broken); }
.event { grid-column: span 2; color: var(--dim); font-size: 0.94em; }
.event + .words { display: none; }
.words { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.packet[aria-expanded="true"] .words { white-space: normal; overflow-wrap: anywhere; }
.after { display: flex; flex-wrap: wrap; justify-content: flex-end; gap: 0.15rem 0.4rem; font-size: 0.84em; text-align: right; }
.connection-state { color: var(--dim); }
.connection-state.new { color: var(--ink); font-weight: 600; }
.flow { border: 1px solid var(--edge-strong); border-radius: 4px; padding: 0 0.35rem; white-space: nowrap; }
.flow.over { color: var(--dim); border-style: dashed; }
.named > .packet, .broken > .packet { background: var(--fail-sunk); }
.note { padding: 0 0.7rem 0.35rem 8.9rem; font-size: 0.84rem; color: var(--dim); overflow-wrap: anywhere; }
.note.bad, .named > .note { color: var(--fail); }
.inside { display: grid; gap: 0.9rem; padding: 0.6rem 0.9rem 1rem; background: var(--sunk); border-top: 1px dashed var(--edge-strong); min-width: 0; }
.anatomy { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0.8rem 2rem; align-items: start; }
.fields ul { margin-left: 0.35rem; padding-left: 0.75rem; border-left: 1px solid var(--edge-strong); }
.field { display: flex; flex-wrap: wrap; gap: 0 0.7rem; padding: 0.03rem 0.35rem; border-radius: 4px; font-size: 0.88rem; cursor: default; }
.field-name { color: var(--dim); }
.field-value { overflow-wrap: anywhere; }
.field.unread .field-value { color: var(--fail); }
.bits { color: var(--dim); }
.dump { line-height: 1.65; overflow-x: auto; background: var(--sheet); border: 1px solid var(--edge); border-radius: var(--radius); padding: 0.5rem 0.7rem; max-height: 30rem; overflow-y: auto; position: sticky; top: 4.4rem; }
.dump-row { display: flex; gap: 1.1rem; white-space: nowrap; }
.offset { color: var(--dim); user-select: none; }
.digits { display: grid; grid-template-columns: repeat(var(--width), 1.65rem); }
.digits span { text-align: center; border-radius: 3px; }
.letters { color: var(--dim); user-select: none; }
.lit { background: var(--lit); color: var(--lit-ink); }
.lit .field-name, .lit .bits, .lit .field-value { color: inherit; }
.machines { font-size: 0.88rem; }
.machines caption { text-align: left; color: var(--dim); font-size: 0.82rem; }
.machines th, .machines td { padding: 0.08rem 1.6rem 0.08rem 0; vertical-align: top; overflow-wrap: anywhere; }
`;
