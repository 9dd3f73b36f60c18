// A broker that delivers every repeat of a QoS 2 PUBLISH. (4.3.3)

import type { Version } from "../../spec/index.ts";
import type { Packet } from "../../src/codec/index.ts";
import { type Draft, draftBytes } from "../draft.ts";
import type { Embedded } from "../players/in-process.ts";
import { type Fault, overhear } from "./fault.ts";

export const deliversRepeats: Fault = {
  name: "delivers every repeat of a QoS 2 PUBLISH",
  breaks: ["3.1.1/MQTT-4.3.3-2", "5.0/MQTT-4.3.3-10"],
  apply: (honest) =>
    overhear(honest, (packet, version) => {
      if (packet.type === "PUBLISH" && packet.qos === 2 && packet.dup) publishAgain(honest, packet, version);
    }),
};

/** The message once more, by a client that nobody sees. */
function publishAgain(
  honest: Embedded,
  { topicName, payload }: Extract<Packet, { readonly type: "PUBLISH" }>,
  version: Version,
): void {
  const ghost = honest.connect({ onBytes: () => undefined, onEnd: () => undefined });
  const drafts: readonly Draft[] = [
    { type: "CONNECT", clientId: "ghost" },
    { type: "PUBLISH", topicName, payload },
    { type: "DISCONNECT" },
  ];
  for (const draft of drafts) {
    const encoded = draftBytes(draft, version);
    if ("refused" in encoded) throw new Error(encoded.found);
    ghost.send(encoded.bytes);
  }
}
