// A step by the compiled table beside the same step asked of xstate: `npm run bench:step`. What is printed is the median ratio.

import { interpret, MACHINES, step, tableOf } from "../../src/models/index.ts";
import { BRIEF, compare } from "./measure.ts";

for (const machine of MACHINES) {
  const pairs = [...tableOf(machine)].flatMap(([state, row]) => [...row.keys()].map((kind) => ({ state, kind })));
  const events = pairs.map(({ state, kind }) => {
    const [type = kind] = kind.split(" refused");
    return { state, event: kind === type ? { type } : { type, reasonCode: 0x80 } };
  });
  const compiled = (): void => {
    for (const { state, event } of events) step(machine, state, event);
  };
  const interpreted = (): void => {
    for (const { state, event } of events) interpret(machine, state, event);
  };
  const { ratio, first, second } = compare(compiled, interpreted, BRIEF);
  const each = (milliseconds: number): string => `${((milliseconds / events.length) * 1e6).toFixed(0)} ns`;
  console.log(
    `${ratio.toFixed(0).padStart(6)}x  ${machine.id}: ${each(first)} : ${each(second)} a step, ${events.length} pairs`,
  );
}
