// Brokers that send, or take, more at once than was agreed, or less. (5.0 §4.9)

import type { Fault } from "./fault.ts";
import { before } from "./state.ts";
import { deafTo, hears, options, remembering, sends, together, touching, withProperties } from "./wrappers.ts";

export const flowControl: readonly Fault[] = [
  {
    name: "pays no attention to the client's Receive Maximum",
    breaks: ["5.0/MQTT-3.3.4-9", "5.0/MQTT-4.9.0-1", "5.0/MQTT-4.9.0-2"],
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
