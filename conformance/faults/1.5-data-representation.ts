// Brokers that are careless with strings and numbers. (§1.5)

import type { PacketOf } from "../../src/codec/index.ts";
import type { Fault } from "./fault.ts";
import { lenient } from "./leniency.ts";
import { changed, hears, ignores, sends, touching, withProperties, writes } from "./wrappers.ts";

const ILL_FORMED = [
  "3.1.1/MQTT-1.5.3-1",
  "3.1.1/MQTT-3.1.3-4",
  "3.1.1/MQTT-3.1.3-10",
  "3.1.1/MQTT-3.1.3-11",
  "3.1.1/MQTT-3.3.2-1",
  "3.1.1/MQTT-3.8.3-1",
  "3.1.1/MQTT-3.10.3-1",
  "5.0/MQTT-1.5.4-1",
  "5.0/MQTT-1.5.7-1",
  "5.0/MQTT-3.1.3-4",
  "5.0/MQTT-3.1.3-11",
  "5.0/MQTT-3.1.3-12",
  "5.0/MQTT-3.3.2-1",
  "5.0/MQTT-3.3.2-13",
  "5.0/MQTT-3.3.2-19",
  "5.0/MQTT-3.8.3-1",
  "5.0/MQTT-3.10.3-1",
] as const;

const MARK = "\ufeff";

export const dataRepresentation: readonly Fault[] = [
  lenient("takes surrogates in a string", ["3.1.1/MQTT-1.5.3-1", "5.0/MQTT-1.5.4-1"], {
    cited: ILL_FORMED,
    apply: ignores(ILL_FORMED, ({ frame }) => hasSurrogate(frame)),
  }),
  lenient("does not look whether a string is UTF-8", ["3.1.1/MQTT-1.5.3-1", "5.0/U5-001"], {
    cited: ILL_FORMED,
    apply: ignores(ILL_FORMED, ({ frame }) => !hasSurrogate(frame)),
  }),
  lenient(
    "takes U+0000 in a string",
    ["3.1.1/MQTT-1.5.3-2", "3.1.1/MQTT-4.7.3-2", "5.0/MQTT-1.5.4-2", "5.0/MQTT-4.7.3-2", "5.0/U5-002"],
    { cited: ["3.1.1/MQTT-1.5.3-2", "5.0/MQTT-1.5.4-2"] },
  ),
  lenient("takes a Client Identifier that is not UTF-8", ["3.1.1/MQTT-3.1.3-4", "5.0/MQTT-3.1.3-4"]),
  lenient("takes a Will Topic that is not UTF-8", ["3.1.1/MQTT-3.1.3-10", "5.0/MQTT-3.1.3-11"]),
  lenient("takes a User Name that is not UTF-8", ["3.1.1/MQTT-3.1.3-11", "5.0/MQTT-3.1.3-12"]),
  lenient("takes a Topic Name that is not UTF-8", ["3.1.1/MQTT-3.3.2-1", "5.0/MQTT-3.3.2-1"]),
  lenient("takes a Topic Filter to subscribe to that is not UTF-8", ["3.1.1/MQTT-3.8.3-1", "5.0/MQTT-3.8.3-1"]),
  lenient("takes a Topic Filter to unsubscribe from that is not UTF-8", ["3.1.1/MQTT-3.10.3-1", "5.0/MQTT-3.10.3-1"]),
  lenient("takes a User Property that is not UTF-8", ["5.0/MQTT-1.5.7-1", "5.0/U5-006"]),
  lenient("takes a Content Type that is not UTF-8", ["5.0/MQTT-1.5.4-1", "5.0/MQTT-3.3.2-19"], {
    cited: ["5.0/MQTT-3.3.2-19"],
  }),
  lenient("takes a Response Topic that is not UTF-8", ["5.0/MQTT-1.5.4-1", "5.0/MQTT-3.3.2-13"], {
    cited: ["5.0/MQTT-3.3.2-13"],
  }),
  {
    name: "strips a byte order mark from the front of a Topic Name",
    breaks: ["3.1.1/MQTT-1.5.3-3", "5.0/MQTT-1.5.4-3"],
    alsoFails: [{ cases: "spelling/byte-order-mark", because: "the Topic Name loses a character" }],
    apply: touching(
      ["heard an unusual name", "heard a will"],
      sends("PUBLISH", (publish) => changed(publish, { topicName: stripped(publish.topicName) })),
    ),
  },
  {
    name: "strips every byte order mark from a Topic Name",
    breaks: ["3.1.1/MQTT-1.5.3-3", "5.0/MQTT-1.5.4-3"],
    alsoFails: [{ cases: "spelling/byte-order-mark", because: "the Topic Name loses a character" }],
    apply: touching(
      ["heard an unusual name", "heard a will"],
      sends("PUBLISH", (publish) => changed(publish, { topicName: publish.topicName.replaceAll(MARK, "") })),
    ),
  },
  {
    name: "strips a byte order mark from a Client Identifier",
    breaks: ["3.1.1/MQTT-1.5.3-3", "5.0/MQTT-1.5.4-3"],
    apply: touching(
      ["heard CONNECT with an unusual name"],
      hears("CONNECT", (connect) => changed(connect, { clientId: connect.clientId.replaceAll(MARK, "") })),
    ),
  },
  {
    name: "strips a byte order mark from a Will Topic",
    breaks: ["3.1.1/MQTT-1.5.3-3", "5.0/MQTT-1.5.4-3"],
    apply: touching(["heard a will"], hears("CONNECT", withPlainWillTopic)),
  },
  {
    name: "strips a byte order mark from a User Property",
    breaks: ["5.0/MQTT-1.5.4-3"],
    apply: touching(["heard PUBLISH with userProperties", "heard a will"], sends("PUBLISH", withPlainUserProperties)),
  },
  lenient("takes a Remaining Length that is not the shortest", ["5.0/MQTT-1.5.5-1"]),
  lenient("takes a Variable Byte Integer of five bytes", ["3.1.1/U3-004", "5.0/U5-005"], {
    alsoFails: [{ cases: "properties/do-not-fit/", because: "one of its Property Lengths has five bytes" }],
  }),
  {
    name: "writes a Remaining Length in more bytes than it needs",
    breaks: ["5.0/MQTT-1.5.5-1"],
    apply: writes("UNSUBACK", (bytes) => Uint8Array.of(0xb0, 0x80 | (bytes[1] ?? 0), 0x00, ...bytes.subarray(2))),
  },
];

function hasSurrogate(frame: Uint8Array): boolean {
  return frame.some((byte, at) => byte === 0xed && (frame[at + 1] ?? 0) >= 0xa0);
}

function stripped(text: string): string {
  return text.startsWith(MARK) ? text.slice(1) : stripLevel(text);
}

// The names of a case have its own prefix before them: there a mark stands at the front of a level.
function stripLevel(text: string): string {
  return text.replaceAll(`/${MARK}`, "/");
}

function withPlainWillTopic(connect: PacketOf<"CONNECT">): PacketOf<"CONNECT"> {
  if (connect.will === undefined) return connect;
  return changed(connect, { will: { ...connect.will, topicName: connect.will.topicName.replaceAll(MARK, "") } });
}

function withPlainUserProperties(publish: PacketOf<"PUBLISH">): PacketOf<"PUBLISH"> {
  if (!("properties" in publish) || publish.properties.userProperties === undefined) return publish;
  const plain = (text: string): string => text.replaceAll(MARK, "");
  const userProperties = publish.properties.userProperties.map(([name, value]) => [plain(name), plain(value)]);
  return withProperties(publish, { userProperties });
}
