// Brokers that mix up, forget or invent Topic Aliases. (5.0 §3.3.2.3.4)

import type { PacketOf } from "../../src/codec/index.ts";
import type { Fault, Wrapper } from "./fault.ts";
import { lenient } from "./leniency.ts";
import { isPublish } from "./state.ts";
import {
  answers,
  changed,
  deafTo,
  hears,
  ignores,
  notes,
  remembering,
  sends,
  together,
  touching,
  withProperties,
} from "./wrappers.ts";

type Publish = PacketOf<"PUBLISH">;

export const topicAlias: readonly Fault[] = [
  {
    name: "accepts no Topic Alias above 9, and says 10",
    breaks: ["5.0/MQTT-3.3.2-12"],
    apply: touching(
      ["heard PUBLISH with topicAlias"],
      deafTo("PUBLISH", (publish) => aliasOf(publish) === 10),
    ),
  },
  {
    name: "mixes up its Topic Aliases",
    breaks: ["5.0/MQTT-3.3.2-12"],
    apply: touching(
      ["heard PUBLISH with topicAlias"],
      hears("PUBLISH", (publish) =>
        publish.topicName === "" && aliasOf(publish) === 2 ? withProperties(publish, { topicAlias: 1 }) : publish,
      ),
    ),
    alsoFails: [{ cases: "topic-alias/unmapped", because: "the alias 2 stands for something" }],
  },
  {
    name: "loses a QoS 0 message that has an alias alone",
    breaks: ["5.0/MQTT-3.3.2-12"],
    alsoFails: [
      { cases: "topic-alias/redefined", because: "its message has an alias alone" },
      { cases: "topic-alias/unmapped", because: "its message has an alias alone" },
      { cases: "topic-alias/not-", because: "its message has an alias alone" },
    ],
    apply: touching(
      ["heard PUBLISH with topicAlias"],
      deafTo("PUBLISH", ({ topicName, qos }) => topicName === "" && qos === 0),
    ),
  },
  {
    name: "takes no alias in place of a topic above QoS 0",
    breaks: ["5.0/MQTT-3.3.2-12"],
    apply: touching(
      ["heard PUBLISH with topicAlias"],
      answers("PUBLISH", (all, { topicName, qos }) =>
        topicName === "" && qos > 0 ? all.filter((one) => !isPublish(one)) : all,
      ),
    ),
  },
  {
    name: "keeps the first topic of an alias",
    breaks: ["5.0/U5-094"],
    apply: touching(
      ["heard PUBLISH with topicAlias"],
      remembering(() => {
        const first = new Map<string, string>();
        return hears("PUBLISH", (publish, { id }) => {
          const alias = aliasOf(publish);
          if (alias === 0) return publish;
          const key = `${id}/${alias}`;
          if (!first.has(key)) first.set(key, publish.topicName);
          return changed(publish, { topicName: first.get(key) });
        });
      }),
    ),
  },
  {
    name: "keeps aliases from one connection of a session to the next",
    breaks: ["5.0/MQTT-3.3.2-7"],
    apply: touching(
      ["heard PUBLISH with topicAlias"],
      sharedAliases((clientId) => clientId),
    ),
  },
  {
    name: "has one table of aliases for all clients",
    breaks: ["5.0/MQTT-3.3.2-7"],
    apply: touching(
      ["heard PUBLISH with topicAlias"],
      sharedAliases(() => "all"),
    ),
  },
  {
    name: "skips a PUBLISH whose alias stands for nothing",
    breaks: ["5.0/U5-093"],
    apply: touching(
      ["heard PUBLISH with topicAlias"],
      deafTo(
        "PUBLISH",
        (publish, { connection }) =>
          publish.topicName === "" && connection?.topicAliases.has(aliasOf(publish)) === false,
      ),
    ),
  },
  lenient("takes a Topic Alias of 0", ["5.0/MQTT-3.3.2-8", "5.0/U5-092"], {
    cited: ["5.0/MQTT-3.3.2-8"],
    apply: ignores(["5.0/MQTT-3.3.2-8"]),
  }),
  {
    name: "takes a Topic Alias above its own maximum",
    breaks: ["5.0/MQTT-3.2.2-17", "5.0/MQTT-3.2.2-18", "5.0/MQTT-3.3.2-9", "5.0/U5-092"],
    apply: touching(
      ["heard PUBLISH with topicAlias"],
      hears("PUBLISH", (publish) =>
        aliasOf(publish) > 10 ? withProperties(publish, { topicAlias: undefined }) : publish,
      ),
    ),
  },
  {
    name: "sends the publisher's Topic Alias on, without the Topic Name",
    breaks: ["5.0/MQTT-3.1.2-27"],
    apply: touching(
      ["heard PUBLISH with topicAlias"],
      answers("PUBLISH", (all, publish) =>
        publish.topicName !== ""
          ? all
          : all.map((one) =>
              isPublish(one)
                ? {
                    ...one,
                    packet: changed(withProperties(one.packet, { topicAlias: aliasOf(publish) }), { topicName: "" }),
                  }
                : one,
            ),
      ),
    ),
  },
  {
    name: "takes the number of an alias for the topic",
    breaks: ["5.0/MQTT-3.3.2-12"],
    alsoFails: [
      { cases: "topic-alias/redefined", because: "the alias stands for no topic" },
      { cases: "topic-alias/not-passed-on", because: "the Topic Name is another one" },
    ],
    apply: touching(
      ["heard PUBLISH with topicAlias"],
      answers("PUBLISH", (all, publish) =>
        publish.topicName !== ""
          ? all
          : all.map((one) =>
              isPublish(one) ? { ...one, packet: changed(one.packet, { topicName: `${aliasOf(publish)}` }) } : one,
            ),
      ),
    ),
  },
  {
    name: "uses an alias towards its clients that it never set",
    breaks: ["5.0/MQTT-3.3.2-11", "5.0/MQTT-3.3.2-3"],
    alsoFails: [{ cases: "connect/topic-alias-maximum/kept", because: "an alias without a topic means none" }],
    apply: touching(
      ["heard CONNECT with topicAliasMaximum"],
      remembering(() => {
        const allowed = new Set<number>();
        return together(
          notes("CONNECT", (connect, { id }) => {
            if ("properties" in connect && (connect.properties.topicAliasMaximum ?? 0) > 1) allowed.add(id);
          }),
          sends("PUBLISH", (publish, { id }) =>
            allowed.has(id) ? changed(withProperties(publish, { topicAlias: 2 }), { topicName: "" }) : publish,
          ),
        );
      }),
    ),
  },
  lenient("takes a second Topic Alias", ["5.0/U5-082"]),
];

function aliasOf(publish: Publish): number {
  return ("properties" in publish ? publish.properties.topicAlias : undefined) ?? 0;
}

/** A broker that has one table of aliases for all connections with the same key. */
function sharedAliases(keyOf: (clientId: string) => string): Wrapper {
  return remembering(() => {
    const topics = new Map<string, string>();
    return hears("PUBLISH", (publish, { session }) => {
      const key = `${keyOf(session?.clientId ?? "")}/${aliasOf(publish)}`;
      if (publish.topicName !== "") topics.set(key, publish.topicName);
      return changed(publish, { topicName: topics.get(key) ?? publish.topicName });
    });
  });
}
