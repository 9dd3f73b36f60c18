// Cases of section 4.8.2 of MQTT 5.0: ShareNames that are none.

import type { TestCase } from "../case.ts";
import { subscribeBytes } from "./packets-by-hand.ts";
import { expectRefusal, faultCase } from "./refusal.ts";

/** Topic Filters that begin like a shared one and are none; `own` makes them the case's own. */
const BAD_NAMES = [
  { id: "empty-share-name", requirement: "5.0/MQTT-4.8.2-1", filter: (own: string) => `$share//${own}` },
  { id: "nothing-behind", requirement: "5.0/MQTT-4.8.2-1", filter: () => "$share/" },
  { id: "no-filter", requirement: "5.0/MQTT-4.8.2-2", filter: () => "$share/group" },
  { id: "empty-filter", requirement: "5.0/MQTT-4.8.2-2", filter: () => "$share/group/" },
  { id: "plus", requirement: "5.0/MQTT-4.8.2-2", filter: (own: string) => `$share/+/${own}` },
  { id: "plus-inside", requirement: "5.0/MQTT-4.8.2-2", filter: (own: string) => `$share/a+b/${own}` },
  { id: "hash", requirement: "5.0/MQTT-4.8.2-2", filter: (own: string) => `$share/#/${own}` },
  { id: "hash-inside", requirement: "5.0/MQTT-4.8.2-2", filter: (own: string) => `$share/a#/${own}` },
] as const;

export const shareNames: readonly TestCase[] = BAD_NAMES.flatMap(({ id, requirement, filter }) =>
  faultCase({
    id: `shared/bad-share-name/${id}`,
    title: `a SUBSCRIBE with ${filter("…")} for a Topic Filter is refused`,
    section: "4.8.2",
    requirements: { "5.0": [requirement] },
    needs: ["shared"],
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.subscribe(`$share/group/${t.topic("a")}`);
      const bad = subscribeBytes(t, { packetId: 7, subscriptions: [[filter(t.topic("a")), 0]] });
      yield* expectRefusal(t, alice, { type: "SUBACK", packetId: 7, fault: `the filter ${filter("…")}` }, bad);
    },
  }),
);
