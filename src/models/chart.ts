// What a machine is written with whose events and effects are plain names: connections, sessions, wills and what else has a life.
//
//   setup({ types: types<"opened" | "closed">(), actions: { startTimer: asked } }).createMachine({ … })
//
// There are no guards: who runs the machine sees what an event is, and tells it by a name. Time is an event like others.

import type { Arrow } from "./model.ts";

/** The types of a machine that is told these events. */
export function types<Event extends string>() {
  return {} as {
    context: Record<string, never>;
    events: { [Type in Event]: { readonly type: Type } }[Event];
    transitionMeta: Arrow;
  };
}

/** What an effect does inside the machine: nothing. It is asked for by its name, and carried out by whoever runs the machine. */
export function asked(): void {}
