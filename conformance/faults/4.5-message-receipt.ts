// Brokers that lose messages, change them, or let one overtake another. (§4.5, §4.6, §3.3.2.3.3, §4.9)

import type { PacketOf } from "../../src/codec/index.ts";
import type { Fault, Wrapper } from "./fault.ts";
import { frameLength, joined } from "./open-broker.ts";
import { after, before, isPublish } from "./state.ts";
import {
  answers,
  type BrokerEffect,
  changed,
  deafTo,
  hears,
  notes,
  options,
  pieces,
  remembering,
  seesPieces,
  sends,
  steps,
  together,
  touching,
  withProperties,
} from "./wrappers.ts";

type Publish = PacketOf<"PUBLISH">;

const LOST = ["3.1.1/MQTT-4.5.0-1", "5.0/MQTT-4.5.0-1"] as const;

/** A broker that does not send what it was given on, or another payload. */
function mangles(change: (payload: Uint8Array, publish: Publish) => Uint8Array | undefined): Wrapper {
  return answers("PUBLISH", (all) =>
    all.flatMap((one) => {
      if (!isPublish(one)) return [one];
      const payload = change(one.packet.payload, one.packet);
      return payload === undefined ? [] : [{ ...one, packet: changed(one.packet, { payload }) }];
    }),
  );
}

const lost: readonly Fault[] = [
  {
    name: "delivers a message to two clients at most",
    breaks: LOST,
    apply: answers("PUBLISH", (all) => {
      const [first, second] = all.filter(isPublish);
      return all.filter((one) => !isPublish(one) || one === first || one === second);
    }),
  },
  {
    name: "takes a PUBLISH with DUP for one that it has delivered",
    breaks: LOST,
    apply: touching(
      ["heard DUP"],
      answers("PUBLISH", (all, { dup }) => (dup ? all.filter((one) => !isPublish(one)) : all)),
    ),
    alsoFails: [{ cases: "qos", because: "its message comes with DUP" }],
  },
  {
    name: "loses the sixth message of what comes in one piece",
    breaks: LOST,
    alsoFails: [{ cases: "order/", because: "the message after it comes in its place" }],
    apply: touching(
      ["several packets"],
      remembering(() => {
        let count = 0;
        return together(
          seesPieces((_chunk, _id) => {
            count = 0;
          }),
          answers("PUBLISH", (all) => {
            count += 1;
            return count === 6 ? all.filter((one) => !isPublish(one)) : all;
          }),
        );
      }),
    ),
  },
  {
    name: "loses empty messages",
    breaks: LOST,
    alsoFails: [{ cases: "retained/empty-is-delivered", because: "the message is empty" }],
    apply: touching(
      ["heard no payload"],
      mangles((payload) => (payload.length === 0 ? undefined : payload)),
    ),
  },
  {
    name: "ends a payload at its first zero byte",
    breaks: LOST,
    apply: mangles((payload) => (payload.includes(0) ? payload.slice(0, payload.indexOf(0)) : payload)),
  },
  {
    name: "makes no difference between a payload and text",
    breaks: LOST,
    apply: mangles((payload) => new TextEncoder().encode(new TextDecoder().decode(payload))),
  },
  {
    name: "cuts a payload at 4,096 bytes",
    breaks: LOST,
    alsoFails: [{ cases: "framing/remaining-length/", because: "its payload is larger" }],
    apply: mangles((payload) => payload.subarray(0, 4096)),
  },
];

const expiry: readonly Fault[] = [
  {
    name: "sends a Message Expiry Interval as it came",
    breaks: ["5.0/MQTT-3.3.2-6"],
    apply: touching(
      ["heard PUBLISH with messageExpiryInterval", "heard a will"],
      expiring((_, came) => came),
    ),
  },
  {
    name: "sends no Message Expiry Interval on",
    breaks: ["5.0/MQTT-3.3.2-6"],
    alsoFails: [{ cases: "will/properties/message-expiry-interval", because: "that of a will is not sent on either" }],
    apply: touching(
      ["heard PUBLISH with messageExpiryInterval", "heard a will"],
      sends("PUBLISH", (publish) => withProperties(publish, { messageExpiryInterval: undefined })),
    ),
  },
  {
    name: "takes a Message Expiry Interval for a signed number",
    breaks: ["5.0/MQTT-3.3.2-6"],
    apply: touching(
      ["heard PUBLISH with messageExpiryInterval", "heard a will"],
      hears("PUBLISH", (publish) =>
        "properties" in publish && (publish.properties.messageExpiryInterval ?? 0) > 0x7fff_ffff
          ? withProperties(publish, { messageExpiryInterval: 0 })
          : publish,
      ),
    ),
  },
  {
    name: "delivers messages that have expired",
    breaks: ["5.0/MQTT-3.3.2-5"],
    alsoFails: [{ cases: "message-expiry/retained-deleted", because: "the message is delivered" }],
    apply: touching(
      ["heard PUBLISH with messageExpiryInterval", "heard a will"],
      hears("PUBLISH", (publish) =>
        "properties" in publish && publish.properties.messageExpiryInterval === 1
          ? withProperties(publish, { messageExpiryInterval: 100 })
          : publish,
      ),
    ),
  },
  {
    name: "keeps retained messages that have expired",
    breaks: ["5.0/U5-077"],
    apply: touching(
      ["heard PUBLISH with messageExpiryInterval", "heard a will"],
      hears("PUBLISH", (publish) =>
        publish.retain && "properties" in publish && publish.properties.messageExpiryInterval === 1
          ? withProperties(publish, { messageExpiryInterval: 100 })
          : publish,
      ),
    ),
  },
];

const ORDER = ["3.1.1/MQTT-4.6.0-5", "3.1.1/MQTT-4.6.0-6", "5.0/MQTT-4.6.0-5", "5.0/MQTT-4.6.0-6"] as const;

const order: readonly Fault[] = [
  {
    name: "reads the messages of one piece from its end",
    breaks: ORDER,
    alsoFails: [{ cases: "topic-alias/", because: "the message that sets the alias is read last" }],
    apply: pieces((chunk) => [reversed(chunk)], "several packets"),
  },
  {
    name: "lets every third message be overtaken",
    breaks: ORDER,
    apply: remembering(() => {
      const held = new Map<string, BrokerEffect>();
      const counts = new Map<number, number>();
      return steps(
        (handle) => (broker, input) => {
          const late = input.type === "elapsed" ? held.get(input.timer) : undefined;
          if (late !== undefined) return [late];
          const all = handle(broker, input);
          if (input.type !== "packet" || input.packet.type !== "PUBLISH") return all;
          return all.flatMap((one) => {
            if (!isPublish(one)) return [one];
            const count = (counts.get(one.connection) ?? 0) + 1;
            counts.set(one.connection, count);
            if (count % 3 !== 2) return [one];
            const timer = `willDelay/overtaken ${held.size}` as const;
            held.set(timer, one);
            return [{ type: "startTimer", timer, afterMs: 5 } as const];
          });
        },
        "sent PUBLISH",
      );
    }),
  },
  {
    name: "takes what waits for a client from the end",
    breaks: ["5.0/MQTT-4.6.0-5", "5.0/MQTT-4.6.0-6"],
    alsoFails: [
      { cases: "receive-maximum/", because: "it waits for the message that should come next" },
      { cases: "quota/", because: "it waits for the message that should come next" },
    ],
    apply: after((broker, input) => {
      if (input.type !== "packet" || input.packet.type !== "PUBLISH") return;
      for (const { queue } of broker.sessions.values()) {
        const waiting = queue.items.splice(queue.head);
        const last = waiting.pop();
        queue.items.push(...(last === undefined ? [] : [last]), ...waiting);
      }
    }, "heard PUBLISH"),
  },
];

const quota: readonly Fault[] = [
  {
    name: "pays no attention to the client's Receive Maximum",
    breaks: ["5.0/MQTT-3.3.4-9"],
    apply: touching(
      ["heard CONNECT with receiveMaximum"],
      hears("CONNECT", (connect) => withProperties(connect, { receiveMaximum: undefined })),
    ),
  },
  {
    name: "takes a Receive Maximum for one more than it is",
    breaks: ["5.0/MQTT-3.3.4-9"],
    apply: touching(
      ["heard CONNECT with receiveMaximum"],
      hears("CONNECT", (connect) => {
        const { receiveMaximum } = "properties" in connect ? connect.properties : {};
        return receiveMaximum === undefined || receiveMaximum > 100
          ? connect
          : withProperties(connect, { receiveMaximum: receiveMaximum + 1 });
      }),
    ),
  },
  {
    name: "goes by the Receive Maximum of the first connection of a session",
    breaks: ["5.0/MQTT-3.3.4-9"],
    apply: touching(
      ["heard CONNECT with receiveMaximum"],
      remembering(() => {
        const first = new Map<string, number>();
        return hears("CONNECT", (connect) => {
          if (!("properties" in connect)) return connect;
          const { receiveMaximum = 65_535 } = connect.properties;
          if (!first.has(connect.clientId)) first.set(connect.clientId, receiveMaximum);
          return withProperties(connect, { receiveMaximum: first.get(connect.clientId) });
        });
      }),
    ),
  },
  {
    name: "makes room for the next message at PUBREC",
    breaks: ["5.0/MQTT-3.3.4-9"],
    apply: touching(
      ["heard CONNECT with receiveMaximum"],
      before((broker, input) => {
        const connection = input.type === "packet" ? broker.connections.get(input.connection) : undefined;
        if (connection && input.type === "packet" && input.packet.type === "PUBREC") connection.unacknowledgedOut -= 1;
      }, "heard PUBREC"),
    ),
  },
  ...(
    [
      ["PUBACK", 0x00, 0x7f, "an acknowledgement of QoS 1"],
      ["PUBACK", 0x80, 0xff, "a PUBACK that refuses"],
      ["PUBCOMP", 0x00, 0x7f, "an acknowledgement of QoS 2"],
      ["PUBCOMP", 0x80, 0xff, "a PUBCOMP that names an error"],
      ["PUBREC", 0x80, 0xff, "a PUBREC that refuses"],
    ] as const
  ).map(
    ([type, least, most, what]): Fault => ({
      name: `makes no room for the next message at ${what}`,
      breaks: ["5.0/U5-138"],
      alsoFails: [
        { cases: "receive-maximum/", because: "there is no room for the next message" },
        { cases: "order/receive-maximum-1/", because: "there is no room for the next message" },
        { cases: "quota/not-restored-by-pubrec", because: "there is no room for the next message" },
      ],
      apply: before(
        (broker, input) => {
          if (input.type !== "packet" || input.packet.type !== type || !("reasonCode" in input.packet)) return;
          const { reasonCode } = input.packet;
          const connection = broker.connections.get(input.connection);
          if (connection !== undefined && reasonCode >= least && reasonCode <= most) connection.unacknowledgedOut += 1;
        },
        "heard PUBACK",
        "heard PUBCOMP",
        "heard PUBREC",
      ),
    }),
  ),
  ...(["SUBSCRIBE", "UNSUBSCRIBE", "PUBLISH", "PUBREL"] as const).map(
    (type): Fault => ({
      name: `does not answer ${type} while the client's Receive Maximum is reached`,
      breaks: ["5.0/MQTT-4.9.0-3", "5.0/MQTT-3.3.4-10"],
      apply: deafTo(
        type,
        (_, { connection }) => connection !== undefined && connection.unacknowledgedOut >= connection.receiveMaximum,
      ),
    }),
  ),
  {
    name: "takes more messages at once than its own Receive Maximum",
    breaks: ["5.0/MQTT-3.3.4-7", "5.0/U5-095"],
    apply: together(
      options({ receiveMaximum: 65_535 }),
      sends("CONNACK", (connack, { connection }) =>
        connection?.maximumPacketSize === undefined && connection?.version === "5.0"
          ? withProperties(connack, { receiveMaximum: 100 })
          : connack,
      ),
    ),
  },
];

export const messageReceipt: readonly Fault[] = [lost, expiry, order, quota].flat();

/** A broker that sends another Message Expiry Interval than is left. */
function expiring(change: (left: number, came: number) => number): Wrapper {
  return remembering(() => {
    const came = new Map<string, number>();
    return together(
      notes("PUBLISH", (publish) => {
        const interval = "properties" in publish ? publish.properties.messageExpiryInterval : undefined;
        if (interval !== undefined) came.set(publish.topicName, interval);
      }),
      sends("PUBLISH", (publish) => {
        const left = "properties" in publish ? publish.properties.messageExpiryInterval : undefined;
        if (left === undefined) return publish;
        return withProperties(publish, { messageExpiryInterval: change(left, came.get(publish.topicName) ?? left) });
      }),
    );
  });
}

/** A piece with its PUBLISH packets in the opposite order. */
function reversed(chunk: Uint8Array): Uint8Array {
  const frames: Uint8Array[] = [];
  for (let at = 0; at < chunk.length; ) {
    const length = frameLength(chunk.subarray(at));
    frames.push(chunk.subarray(at, at + length));
    at += length;
  }
  const isMessage = (frame: Uint8Array): boolean => (frame[0] ?? 0) >>> 4 === 3;
  return frames.length > 1 && frames.every(isMessage) ? joined(frames.reverse()) : chunk;
}
