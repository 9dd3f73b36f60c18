// One connection as a script sees it: each method is a part of a script, noticed if it is made and never yielded.

import type { Packet } from "../src/codec/index.ts";
import type { Connection } from "./case.ts";
import { move, stop } from "./context.ts";
import { exchanges } from "./exchanges.ts";
import type { Seen } from "./fields.ts";
import type { Script } from "./script.ts";
import { barrierOn, bytesOn, closedOn, endOn, expectOn, nextOn, sendOn, settledOn, type Wire } from "./wire.ts";

/** The connection that a script sees. */
export function connectionOf(wire: Wire): Connection {
  const { context } = wire;
  const own = <T>(name: string, body: () => Script<T>): Script<T> => move(context, name, body);
  return {
    version: wire.version,
    get clientId() {
      return wire.clientId;
    },
    get connack() {
      return (
        wire.connack ??
        stop("error", { reason: "the case asks for the CONNACK of a connection that t.connect did not make" })
      );
    },
    send: (...what) => own("send", () => sendOn(wire, what)),
    expect: (type, fields, options) => own("expect", () => expectOn(wire, type, fields, options?.within)),
    next: (options) => own("next", () => nextOn(wire, options?.within)),
    expectBytes: (words, isEnough) => own("expectBytes", () => bytesOn(wire, words, isEnough)),
    expectClosed: (options) => own("expectClosed", () => closedOn(wire, options?.within)),
    settled: () => own("settled", () => settledOn(wire)),
    barrier: () => own("barrier", () => barrierOn(wire)),
    received: <T extends Packet["type"]>(type: T) =>
      wire.inbox.map(({ packet }) => packet).filter((packet): packet is Seen<T> => packet.type === type),
    packetId: () => (wire.lastPacketId += 1),
    close: () => own("close", () => endOn(wire, "close")),
    abort: () => own("abort", () => endOn(wire, "abort")),
    ...exchanges(wire, own),
  };
}
