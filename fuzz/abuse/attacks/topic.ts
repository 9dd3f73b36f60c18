// Attacks by Topic Names and Topic Filters: deep ones, and many.

import { publish, subscribe } from "../bytes/packets.ts";
import { code } from "../bytes/row.ts";
import { words } from "../bytes/try-row.ts";
import { attack } from "../class.ts";
import { must, ping } from "../stage.ts";

/** The longest that a string can be is that of 65,535 bytes. */
const LONGEST = 65_535;

export const topicAttacks = {
  deepFilters: attack(
    "topic.deep-65535-slashes",
    "Topic Filters of as many levels as there can be: refused, by one answer each",
    async ({ enter }) => {
      for (const version of ["3.1.1", "5.0"] as const) {
        const peer = await enter("deep", { version });
        for (const filter of ["/".repeat(LONGEST), "+/".repeat(32_000), `${"+/".repeat(32_000)}#`]) {
          peer.send(subscribe([[filter, 0]])(version));
          const [answer, ...more] = await ping(peer);
          const said = answer && words(answer);
          must(
            more.length === 0 && said === `SUBACK ${code(version === "5.0" ? 0x8f : 0x80)}`,
            `a filter of ${filter.length} bytes was answered by ${said ?? "nothing"}`,
          );
        }
      }
    },
  ),
  deepNames: attack(
    "topic.deep-publish",
    "Topic Names of tens of thousands of levels: taken or refused in no time, and never retained",
    async ({ enter }) => {
      const peer = await enter("deep");
      const names = ["/".repeat(LONGEST), "a/".repeat(32_000)];
      const messages = names.map((name) => publish(name, { first: 0x33, packetId: 1 })("5.0"));
      const beganMs = performance.now();
      for (let i = 0; i < 200; i += 1) peer.send(...messages);
      const answers = await ping(peer);
      must(answers.length === 400, `${answers.length} of 400 were answered`);
      must(
        answers.every((one) => words(one) === "PUBACK 0x90"),
        `one was answered by ${answers[0] && words(answers[0])}`,
      );
      must(performance.now() - beganMs < 10_000, "it took seconds");
    },
  ),
  wildcardStorm: attack(
    "topic.wildcard-storm",
    "subscriptions by the thousand, with wildcards everywhere, and messages that many of them match",
    async ({ enter }) => {
      const peer = await enter("wild");
      const filters = Array.from({ length: 5_000 }, (_, i) => [`+/${i}/+/#`, 0] as const);
      peer.send(subscribe(filters)("5.0"));
      for (let i = 0; i < 200; i += 1) peer.send(publish(`a/${i}/b/c`)("5.0"));
      const come = (await ping(peer)).filter((one) => one.type === "PUBLISH");
      must(come.length === 200, `${come.length} of 200 messages came back`);
    },
  ),
  blowUp: attack(
    "topic.wildcard-blow-up",
    "filters of + and of names in every mixture: a search for matches that goes both ways at each level",
    async ({ enter }) => {
      const peer = await enter("both ways");
      const levels = 12;
      const filters = Array.from({ length: 2 ** levels }, (_, bits) => {
        const words = Array.from({ length: levels }, (_, at) => ((bits >> at) & 1 ? "+" : "a"));
        return [words.join("/"), 0] as const;
      });
      peer.send(subscribe(filters)("5.0"));
      const beganMs = performance.now();
      for (let i = 0; i < 50; i += 1) peer.send(publish("a/".repeat(levels - 1).concat("a"))("5.0"));
      const come = (await ping(peer)).filter((one) => one.type === "PUBLISH");
      must(come.length === 50, `${come.length} of 50 messages came back`);
      must(performance.now() - beganMs < 10_000, "it took seconds");
    },
  ),
};
