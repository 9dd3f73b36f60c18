// The statements of MQTT 3.1.1, section 1.5: data representations.

import type { Requirement } from "../requirement.ts";

export const dataRepresentations = [
  {
    id: "3.1.1/MQTT-1.5.3-1",
    section: "1.5.3",
    level: "MUST",
    binds: "both",
    observedAt: ["broker", "codec", "client"],
    text: "Strings must be well-formed UTF-8 without surrogate code points D800-DFFF; a receiver of ill-formed UTF-8 must close the connection.",
    note: "Probe: ill-formed bytes in ClientId, topic name, topic filter, user name",
  },
  {
    id: "3.1.1/MQTT-1.5.3-2",
    section: "1.5.3",
    level: "MUST",
    binds: "both",
    observedAt: ["broker", "codec", "client"],
    text: "Strings must not encode U+0000; a receiver of such a packet must close the connection.",
  },
  {
    id: "3.1.1/MQTT-1.5.3-3",
    section: "1.5.3",
    level: "MUST NOT",
    binds: "receiver",
    observedAt: ["broker", "codec", "client"],
    text: "Bytes EF BB BF always decode to U+FEFF wherever they stand in a string; receivers must neither skip nor strip them.",
    note: "Probe: publish to a topic that starts with the BOM; it must match only a filter with it and be delivered byte-identical",
  },
  {
    id: "3.1.1/U3-001",
    section: "1.5.3",
    level: "SHOULD NOT",
    binds: "sender",
    observedAt: ["codec"],
    text: "Strings should avoid U+0001..U+001F, U+007F..U+009F and Unicode noncharacters.",
  },
  {
    id: "3.1.1/U3-002",
    section: "1.5.3",
    level: "MAY",
    binds: "receiver",
    observedAt: ["broker"],
    text: "A receiver may close the connection on those code points (a tester must accept both outcomes).",
  },
  {
    id: "3.1.1/U3-049",
    section: "1.5.3",
    level: "STATED",
    binds: "sender",
    observedAt: ["codec"],
    text: "A string, Will Message or Password holds at most 65,535 bytes, because its length is a 16-bit integer.",
  },
  {
    id: "3.1.1/U3-050",
    section: "1.5.2",
    level: "STATED",
    binds: "sender",
    observedAt: ["codec"],
    text: "An integer field holds only what fits its type: 255 or 65,535 at most.",
  },
] as const satisfies readonly Requirement[];
