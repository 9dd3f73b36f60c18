// Brokers that do not end a subscription, or end more than was asked for. (§3.10.4)

import type { PacketOf } from "../../src/codec/index.ts";
import type { Fault, Wrapper } from "./fault.ts";
import { matches } from "./state.ts";
import { changed, hears, remembering, type Session, sends, steps, together } from "./wrappers.ts";

type Unsubscribe = PacketOf<"UNSUBSCRIBE">;

/** A broker that ends, besides what is asked for, what `also` picks of all that the session holds. */
function endsAlso(also: (held: string, asked: string) => boolean): Wrapper {
  return hears("UNSUBSCRIBE", (unsubscribe, { session }) => {
    const more = [...(session?.subscriptions.keys() ?? [])].filter((held) =>
      unsubscribe.topicFilters.some((asked) => asked !== held && also(held, asked)),
    );
    return changed(unsubscribe, { topicFilters: [...unsubscribe.topicFilters, ...more] });
  });
}

/** A broker that answers an UNSUBSCRIBE of some filters and does nothing. */
function keeps(which: (topicFilter: string, session: Session | undefined) => boolean): Wrapper {
  return hears("UNSUBSCRIBE", (unsubscribe, { session }) => {
    const topicFilters = unsubscribe.topicFilters.map((one) => (which(one, session) ? `${one}/not this one` : one));
    return changed<Unsubscribe>(unsubscribe, { topicFilters });
  });
}

const BREAKS = ["3.1.1/MQTT-3.10.4-1", "5.0/MQTT-3.10.4-1"] as const;

export const unsubscribe: readonly Fault[] = [
  {
    name: "answers UNSUBSCRIBE and goes on sending",
    breaks: ["3.1.1/MQTT-3.10.4-1", "3.1.1/MQTT-3.10.4-2", "5.0/MQTT-3.10.4-1", "5.0/MQTT-3.10.4-2"],
    alsoFails: [
      { cases: "unsubscribe/several-filters", because: "nothing is unsubscribed from" },
      { cases: "unsubscribe/codes-in-order", because: "it says what it did" },
      { cases: "retain-handling/1-after-unsubscribe", because: "the subscription is still there" },
      { cases: "shared/", because: "a member cannot leave" },
    ],
    apply: keeps(() => true),
  },
  {
    name: "cannot unsubscribe from a filter with a wildcard",
    breaks: BREAKS,
    apply: keeps((filter) => filter.includes("+") || filter.includes("#")),
  },
  {
    name: "cannot leave a shared subscription",
    breaks: ["5.0/U5-111"],
    alsoFails: [{ cases: "shared/unsubscribed-shared-filter", because: "the shared subscription is still there" }],
    apply: keeps((filter) => filter.startsWith("$share/")),
  },
  {
    name: "takes an UNSUBSCRIBE for all that its filter matches",
    breaks: BREAKS,
    apply: endsAlso((held, asked) => matches(asked, held)),
  },
  {
    name: "takes an UNSUBSCRIBE for all filters that match it",
    breaks: BREAKS,
    apply: endsAlso((held, asked) => matches(held, asked)),
  },
  {
    name: "makes no difference between small and capital letters in an UNSUBSCRIBE",
    breaks: BREAKS,
    apply: endsAlso((held, asked) => held.toLowerCase() === asked.toLowerCase()),
  },
  {
    name: "pays no attention to a separator at the end of what is unsubscribed from",
    breaks: BREAKS,
    apply: endsAlso((held, asked) => `${held}/` === asked),
  },
  {
    name: "takes a shared filter for the plain one in an UNSUBSCRIBE",
    breaks: ["5.0/MQTT-3.10.4-1"],
    apply: endsAlso((held, asked) => asked.endsWith(`/${held}`) && asked.startsWith("$share/")),
  },
  {
    name: "takes a plain filter for every shared one in an UNSUBSCRIBE",
    breaks: ["5.0/MQTT-3.10.4-1"],
    apply: endsAlso((held, asked) => held.endsWith(`/${asked}`) && held.startsWith("$share/")),
  },
  {
    name: "takes the subscription of every client for an UNSUBSCRIBE of one",
    breaks: BREAKS,
    apply: steps(
      (handle) => (broker, input) => {
        const all = handle(broker, input);
        if (input.type !== "packet" || input.packet.type !== "UNSUBSCRIBE") return all;
        for (const { id } of broker.connections.values())
          if (id !== input.connection) handle(broker, { ...input, connection: id });
        return all;
      },
      "heard UNSUBSCRIBE",
    ),
    alsoFails: [{ cases: "shared/unsubscribed", because: "the other member has left too" }],
  },
  {
    name: "drops messages that are under way when their subscription ends",
    breaks: ["3.1.1/MQTT-3.10.4-3", "5.0/MQTT-3.10.4-3"],
    apply: remembering(() => {
      const dropped = new Set<string>();
      return together(
        steps(
          (handle) => (broker, input) => {
            if (input.type === "packet" && input.packet.type === "UNSUBSCRIBE") {
              const session = broker.connections.get(input.connection)?.session;
              for (const flow of session?.outbound.values() ?? []) {
                const isOver = input.packet.topicFilters.some(
                  (one) => flow.message && matches(one, flow.message.topicName),
                );
                if (isOver) dropped.add(`${session?.clientId} ${flow.packetId}`);
              }
            }
            return handle(broker, input);
          },
          "heard UNSUBSCRIBE",
        ),
        sends("PUBLISH", (publish, { session }) =>
          publish.dup && publish.qos > 0 && dropped.has(`${session?.clientId} ${publish.packetId}`)
            ? undefined
            : publish,
        ),
        sends("PUBREL", (pubrel, { session }) =>
          dropped.has(`${session?.clientId} ${pubrel.packetId}`) ? undefined : pubrel,
        ),
      );
    }),
  },
];
