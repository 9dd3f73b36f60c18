// Brokers that are careless with a Will Message. (§3.1.2.5 to §3.1.2.7, §3.1.3.2, §3.14.4)

import type { PacketOf } from "../../src/codec/index.ts";
import type { Fault, Wrapper } from "./fault.ts";
import { before, connectIn, publishAsGhost, sessionAt } from "./state.ts";
import { changed, hears, remembering, type Session, steps, touching, withProperties } from "./wrappers.ts";

type Connect = PacketOf<"CONNECT">;
type Will = NonNullable<Connect["will"]>;

/** A CONNECT with something changed in its will, if it has one. */
function withWill(connect: Connect, change: (will: Will) => object): Connect {
  return connect.will === undefined
    ? connect
    : changed(connect, { will: { ...connect.will, ...change(connect.will) } });
}

/** A CONNECT whose will lacks a property. */
function withoutProperty(name: string): (connect: Connect) => Connect {
  return (connect) =>
    withWill(connect, (will) => ("properties" in will ? withProperties(will as never, { [name]: undefined }) : will));
}

/** A broker that hears a CONNECT otherwise, if there is ever one with a will. */
function hearsWill(change: (connect: Connect) => Connect): Wrapper {
  return touching(["heard a will"], hears("CONNECT", change));
}

const delayOf = (session: Session | undefined): number => session?.will?.willDelayInterval ?? 0;
const forget = (session: Session | undefined): void => {
  if (session !== undefined) session.will = undefined;
};

const when: readonly Fault[] = [
  {
    name: "does not publish the will of a client that goes without DISCONNECT",
    breaks: ["3.1.1/U3-009", "5.0/U5-015", "3.1.1/MQTT-3.1.2-8", "5.0/MQTT-3.1.2-8", "5.0/MQTT-3.1.2-7"],
    alsoFails: [
      { cases: "will/", because: "no will is published" },
      { cases: "utf8/byte-order-mark/will-topic", because: "no will is published" },
      { cases: "connect/payload-order", because: "no will is published" },
    ],
    apply: before((broker, input) => {
      if (input.type === "closed" && delayOf(sessionAt(broker, input)) === 0) forget(sessionAt(broker, input));
    }, "heard a will"),
  },
  {
    name: "does not publish the will of a client that it cuts off itself",
    breaks: ["3.1.1/MQTT-3.1.2-8", "3.1.1/U3-011", "5.0/MQTT-3.1.2-8", "5.0/U5-017"],
    alsoFails: [
      { cases: "framing/reserved-flags/disconnect", because: "the will shows that it was no DISCONNECT" },
      { cases: "disconnect/", because: "the will shows that it was no DISCONNECT" },
    ],
    apply: before((broker, input) => {
      const isCut = input.type === "malformed" || input.type === "elapsed" || connectIn(input) !== undefined;
      const id = input.type === "elapsed" ? Number(input.timer.replace("keepAlive/", "")) : undefined;
      if (isCut) forget(id === undefined ? sessionAt(broker, input) : broker.connections.get(id)?.session);
    }, "heard a will"),
  },
  {
    name: "does not publish the will of a client that is taken over",
    breaks: ["3.1.1/U3-011", "5.0/U5-046"],
    apply: before((broker, input) => {
      const session = broker.sessions.get(connectIn(input)?.clientId ?? "");
      if (session !== sessionAt(broker, input)) forget(session);
    }, "heard a will"),
  },
  {
    name: "publishes the will at DISCONNECT too",
    breaks: ["3.1.1/MQTT-3.14.4-3", "5.0/MQTT-3.14.4-3"],
    alsoFails: [
      { cases: "will/gone-after-disconnect", because: "the will is there" },
      { cases: "will/replaced", because: "the will is there" },
    ],
    apply: steps(
      (handle) => (broker, input) => {
        const isNormal = input.type === "packet" && input.packet.type === "DISCONNECT" && !saysWhy(input.packet);
        const session = isNormal ? sessionAt(broker, input) : undefined;
        if (!isNormal || session?.will === undefined || session.will.willDelayInterval > 0)
          return handle(broker, input);
        const { atMs, connection } = input;
        return [...handle(broker, { type: "closed", atMs, connection }), { type: "close", connection }];
      },
      "heard a will",
    ),
  },
  {
    name: "publishes a will that waits for its Will Delay Interval after DISCONNECT",
    breaks: ["5.0/MQTT-3.14.4-3"],
    apply: steps(
      (handle) => (broker, input) => {
        const isLast = input.type === "packet" && input.packet.type === "DISCONNECT";
        if (!isLast || delayOf(sessionAt(broker, input)) === 0) return handle(broker, input);
        const { atMs, connection } = input;
        return [...handle(broker, { type: "closed", atMs, connection }), { type: "close", connection }];
      },
      "heard a will",
    ),
  },
  {
    name: "takes every DISCONNECT for a normal one",
    breaks: ["5.0/MQTT-3.1.2-8", "5.0/U5-017"],
    apply: touching(
      ["heard a will"],
      hears("DISCONNECT", (packet) => ("reasonCode" in packet ? changed(packet, { reasonCode: 0x00 }) : packet)),
    ),
  },
  {
    name: "goes on with the will of an earlier connection of the session",
    breaks: ["3.1.1/MQTT-3.1.2-10", "3.1.1/MQTT-3.1.2-12", "5.0/MQTT-3.1.2-10"],
    apply: remembering(() => {
      const wills = new Map<string, Will>();
      return hearsWill((connect) => {
        const old = wills.get(connect.clientId);
        if (connect.will !== undefined) wills.set(connect.clientId, connect.will);
        return connect.will === undefined && old !== undefined ? changed(connect, { will: old }) : connect;
      });
    }),
  },
  {
    name: "keeps the first will of a session",
    breaks: ["3.1.1/MQTT-3.1.2-8", "5.0/MQTT-3.1.2-8"],
    apply: remembering(() => {
      const wills = new Map<string, Will>();
      return hearsWill((connect) => {
        const old = wills.get(connect.clientId) ?? connect.will;
        if (old !== undefined) wills.set(connect.clientId, old);
        return connect.will === undefined ? connect : changed(connect, { will: old });
      });
    }),
  },
];

const delay: readonly Fault[] = [
  {
    name: "publishes a will at once in spite of its Will Delay Interval",
    breaks: ["5.0/MQTT-3.1.2-8"],
    apply: hearsWill(withoutProperty("willDelayInterval")),
  },
  {
    name: "publishes a will whose client comes back within the Will Delay Interval",
    breaks: ["5.0/MQTT-3.1.3-9"],
    apply: steps(
      (handle) => (broker, input) => {
        const session = broker.sessions.get(connectIn(input)?.clientId ?? "");
        const message = session?.connection === undefined ? session?.will?.message : undefined;
        const all = handle(broker, input);
        return message === undefined ? all : [...all, ...publishAsGhost(handle, broker, input.atMs, message)];
      },
      "heard a will",
    ),
  },
  {
    name: "waits for the Will Delay Interval where the session ends before",
    breaks: ["5.0/MQTT-3.1.2-8"],
    apply: before((broker, input) => {
      const ending = input.type === "closed" ? sessionAt(broker, input) : undefined;
      if (delayOf(ending) > (ending?.sessionExpiryInterval ?? 0)) forget(ending);
    }, "heard a will"),
  },
];

const how: readonly Fault[] = [
  {
    name: "publishes wills at QoS 0",
    breaks: ["3.1.1/MQTT-3.1.2-9", "5.0/MQTT-3.1.2-12"],
    apply: hearsWill((connect) => withWill(connect, () => ({ qos: 0 }))),
  },
  {
    name: "publishes wills at QoS 1 at least",
    breaks: ["3.1.1/MQTT-3.1.2-9", "5.0/MQTT-3.1.2-12"],
    apply: hearsWill((connect) => withWill(connect, ({ qos }) => ({ qos: qos === 0 ? 1 : qos }))),
  },
  {
    name: "retains every will",
    breaks: ["3.1.1/MQTT-3.1.2-16", "5.0/MQTT-3.1.2-14"],
    apply: hearsWill((connect) => withWill(connect, () => ({ retain: true }))),
  },
  {
    name: "retains no will",
    breaks: ["3.1.1/MQTT-3.1.2-17", "5.0/MQTT-3.1.2-15"],
    apply: hearsWill((connect) => withWill(connect, () => ({ retain: false }))),
  },
  {
    name: "takes an empty will for none",
    breaks: ["3.1.1/MQTT-3.1.2-8", "3.1.1/U3-015", "5.0/MQTT-3.1.2-8"],
    apply: hearsWill((connect) =>
      connect.will?.payload.length === 0 ? changed(connect, { will: undefined }) : connect,
    ),
  },
  {
    name: "ends a Will Message at its first zero byte",
    breaks: ["3.1.1/MQTT-3.1.2-8", "3.1.1/U3-015", "5.0/MQTT-3.1.2-8"],
    apply: hearsWill((connect) =>
      withWill(connect, ({ payload }) => ({
        payload: payload.includes(0) ? payload.slice(0, payload.indexOf(0)) : payload,
      })),
    ),
  },
  {
    name: "takes the User Name for the Will Topic where there are both",
    breaks: ["3.1.1/MQTT-3.1.3-1", "5.0/MQTT-3.1.3-1"],
    apply: hearsWill((connect) => withWill(connect, ({ topicName }) => ({ topicName: connect.userName ?? topicName }))),
  },
  {
    name: "publishes the User Properties of a will in another order",
    breaks: ["5.0/MQTT-3.1.3-10"],
    apply: hearsWill((connect) =>
      withWill(connect, (will) => {
        if (!("properties" in will) || will.properties.userProperties === undefined) return {};
        const userProperties = [...will.properties.userProperties].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
        return { properties: { ...will.properties, userProperties } };
      }),
    ),
  },
  ...(
    [
      ["payloadFormatIndicator", "Payload Format Indicator", "5.0/MQTT-3.3.2-4"],
      ["contentType", "Content Type", "5.0/MQTT-3.3.2-20"],
      ["responseTopic", "Response Topic", "5.0/MQTT-3.3.2-15"],
      ["correlationData", "Correlation Data", "5.0/MQTT-3.3.2-16"],
      ["messageExpiryInterval", "Message Expiry Interval", "5.0/U5-040"],
    ] as const
  ).map(
    ([name, title, requirement]): Fault => ({
      name: `publishes a will without its ${title}`,
      breaks: [requirement],
      apply: hearsWill(withoutProperty(name)),
    }),
  ),
];

export const will: readonly Fault[] = [when, delay, how].flat();

function saysWhy(packet: PacketOf<"DISCONNECT">): boolean {
  return "reasonCode" in packet && packet.reasonCode !== 0x00;
}
