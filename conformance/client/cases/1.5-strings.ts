// Cases of section 1.5.4 (3.1.1: 1.5.3): strings of a server that are no text, and a byte order mark that is.

import { type ClientCase, type ClientToolkit, clientCase, frame, hex, type Piece, properties, utf8 } from "../case.ts";
import { expectHungUp, hostileCase } from "./hostile.ts";

interface WrongTopic {
  readonly id: string;
  readonly what: string;
  readonly bytes: Piece;
  readonly in311: "3.1.1/MQTT-1.5.3-1" | "3.1.1/MQTT-1.5.3-2";
  readonly in50: "5.0/U5-001" | "5.0/U5-002";
}

const WRONG: readonly WrongTopic[] = [
  {
    id: "ill-formed",
    what: "is not well-formed UTF-8",
    bytes: hex("61c0af62"),
    in311: "3.1.1/MQTT-1.5.3-1",
    in50: "5.0/U5-001",
  },
  {
    id: "surrogate",
    what: "encodes a surrogate",
    bytes: hex("61eda08062"),
    in311: "3.1.1/MQTT-1.5.3-1",
    in50: "5.0/U5-001",
  },
  {
    id: "null-character",
    what: "encodes U+0000",
    bytes: hex("610062"),
    in311: "3.1.1/MQTT-1.5.3-2",
    in50: "5.0/U5-002",
  },
];

/** A PUBLISH of QoS 0 to these bytes. */
function publishTo(t: ClientToolkit, topic: Piece): Uint8Array {
  return frame(0x30, utf8(topic), ...(t.version === "5.0" ? [properties()] : []), [0x78]);
}

export const strings: readonly ClientCase[] = [
  ...WRONG.flatMap(({ id, what, bytes, in311, in50 }) =>
    hostileCase({
      id: `strings/topic-name/${id}`,
      title: `a client that is sent a Topic Name that ${what} closes the connection`,
      section: { "3.1.1": "1.5.3", "5.0": "1.5.4" },
      requirements: { "3.1.1": [in311], "5.0": [in50, "5.0/U5-146"] },
      *script(t) {
        const peer = yield* t.connect();
        yield* expectHungUp(peer, publishTo(t, bytes));
      },
    }),
  ),
  clientCase({
    id: "strings/byte-order-mark",
    title: "the bytes EF BB BF in a Topic Name are a character like any other, and reach the application",
    section: { "3.1.1": "1.5.3", "5.0": "1.5.4" },
    requirements: { "3.1.1": ["3.1.1/MQTT-1.5.3-3"], "5.0": ["5.0/MQTT-1.5.4-3"] },
    *script(t) {
      const peer = yield* t.connect();
      yield* peer.deliver({ topicName: t.topic("plain"), payload: "plain", qos: 1 });
      yield* t.control("the client tells its messages", () => t.hear("message", { payload: "plain" }));
      const topicName = `\ufeff${t.topic("a\ufeffb")}`;
      yield* peer.deliver({ topicName, payload: "marked", qos: 1 });
      const { topicName: told } = yield* t.hear("message", { payload: "marked" });
      t.check(told === topicName, `the Topic Name ${JSON.stringify(topicName)}`, JSON.stringify(told));
    },
  }),
].flat();
