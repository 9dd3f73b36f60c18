// Brokers that lose messages, or change them. (§4.5)

import type { PacketOf } from "../../src/codec/index.ts";
import type { Fault, Wrapper } from "./fault.ts";
import { isPublish } from "./state.ts";
import { answers, changed, remembering, seesPieces, together, touching } from "./wrappers.ts";

type Publish = PacketOf<"PUBLISH">;

const LOST = ["3.1.1/MQTT-4.5.0-1", "5.0/MQTT-4.5.0-1"] as const;

export const messageReceipt: readonly Fault[] = [
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
