// Cases of chapter 6: MQTT over WebSocket, with the frames made by hand.

import { type Connection, type Script, type TestCase, type Toolkit, testCase, webSocket } from "../case.ts";

const { fieldOf, headOf, messagesIn, OPCODE, requestFor } = webSocket;

function frameOf(opcode: number, bytes: Uint8Array): Uint8Array {
  return webSocket.frameOf(opcode, bytes, "client");
}

/** A connection with the handshake of WebSocket done; gives the head of its answer. */
function* upgraded(
  t: Toolkit,
  path = t.offered("webSocket"),
  refused: (said: string) => never = (said) => t.inconclusive(`the request for a WebSocket was answered by ${said}`),
): Script<{ readonly alice: Connection; readonly head: string }> {
  const alice = yield* t.open({ via: "webSocket", raw: true });
  yield* alice.send(requestFor(path));
  const bytes = yield* alice.expectBytes(
    "an answer to the request for a WebSocket",
    (all) => headOf(all) !== undefined,
  );
  const head = headOf(bytes) ?? "";
  if (!/^HTTP\/1\.1 101 /.test(head)) refused(head.split("\r\n")[0] ?? "");
  return { alice, head };
}

/** Waits until as many bytes of MQTT have come in frames of bytes; fails for any other frame. */
function* mqttBytes(t: Toolkit, alice: Connection, count: number): Script<Uint8Array> {
  const enough = (all: Uint8Array): boolean => messagesIn(all).bytes.length >= count || messagesIn(all).hasOther;
  const all = yield* alice.expectBytes(`${count} bytes of MQTT in frames of bytes`, enough);
  const { bytes, hasOther } = messagesIn(all);
  t.check(!hasOther, "frames of bytes alone", "a frame of another kind");
  return bytes;
}

/** The first byte of CONNACK. */
function checkConnack(t: Toolkit, bytes: Uint8Array): void {
  t.check(
    bytes[0] === 0x20 && bytes[3] === 0,
    "CONNACK that accepts",
    Array.from(bytes, (byte) => byte.toString(16)).join(" "),
  );
}

const needs = ["webSocket"] as const;

export const websocket: readonly TestCase[] = [
  testCase({
    id: "websocket/subprotocol",
    title: "a server answers a client that offers the subprotocol mqtt by selecting it",
    section: "6",
    needs,
    requirements: { "3.1.1": ["3.1.1/MQTT-6.0.0-4"], "5.0": ["5.0/MQTT-6.0.0-4"] },
    *script(t) {
      const { head } = yield* upgraded(t);
      const selected = fieldOf(head, "sec-websocket-protocol");
      t.check(selected === "mqtt", "Sec-WebSocket-Protocol: mqtt", selected ?? "no Sec-WebSocket-Protocol");
    },
  }),
  testCase({
    id: "websocket/binary",
    title: "a server speaks MQTT in frames of bytes over WebSocket",
    section: "6",
    needs,
    requirements: { "3.1.1": ["3.1.1/MQTT-6.0.0-1"], "5.0": ["5.0/MQTT-6.0.0-1"] },
    *script(t) {
      const { alice } = yield* upgraded(t);
      yield* alice.send(frameOf(OPCODE.binary, t.bytes(t.connectPacket())));
      checkConnack(t, yield* mqttBytes(t, alice, 4));
    },
  }),
  testCase({
    id: "websocket/text",
    title: "a server that is sent a frame of text closes the connection",
    section: "6",
    needs,
    requirements: { "3.1.1": ["3.1.1/MQTT-6.0.0-1"], "5.0": ["5.0/MQTT-6.0.0-1"] },
    *script(t) {
      const { alice: right } = yield* upgraded(t);
      yield* right.send(frameOf(OPCODE.binary, t.bytes(t.connectPacket())));
      yield* t.control("a frame of bytes is answered", () => mqttBytes(t, right, 4));
      const { alice } = yield* upgraded(t);
      yield* alice.send(frameOf(OPCODE.text, t.bytes(t.connectPacket())));
      // A WebSocket is closed by a Close frame first, and by the network connection once we have answered it.
      const all = yield* alice.expectBytes(
        "the connection is closed, with a Close frame or without",
        (bytes, isOver) => isOver || messagesIn(bytes).isClosing,
      );
      if (messagesIn(all).isClosing) yield* alice.send(frameOf(OPCODE.close, new Uint8Array(0)));
      yield* alice.expectClosed();
    },
  }),
  ...[
    { id: "each-byte-a-frame", title: "a server takes a packet that comes a byte in each frame", pieces: 1 },
    { id: "halves", title: "a server takes a packet that comes in two frames", pieces: 12 },
  ].map(({ id, title, pieces }) =>
    testCase({
      id: `websocket/frames/${id}`,
      title,
      section: "6",
      needs,
      requirements: { "3.1.1": ["3.1.1/MQTT-6.0.0-2"], "5.0": ["5.0/MQTT-6.0.0-2"] },
      *script(t) {
        const { alice } = yield* upgraded(t);
        const bytes = t.bytes(t.connectPacket());
        const all: Uint8Array[] = [];
        for (let at = 0; at < bytes.length; at += pieces)
          all.push(frameOf(OPCODE.binary, bytes.subarray(at, at + pieces)));
        yield* alice.send(...all);
        checkConnack(t, yield* mqttBytes(t, alice, 4));
      },
    }),
  ),
  testCase({
    id: "websocket/frames/two-packets-in-one",
    title: "a server takes two packets that come in one frame",
    section: "6",
    needs,
    requirements: { "3.1.1": ["3.1.1/MQTT-6.0.0-2"], "5.0": ["5.0/MQTT-6.0.0-2"] },
    *script(t) {
      const { alice } = yield* upgraded(t);
      const connect = t.bytes(t.connectPacket());
      const ping = t.bytes({ type: "PINGREQ" });
      yield* alice.send(frameOf(OPCODE.binary, Uint8Array.from([...connect, ...ping])));
      const bytes = yield* alice.expectBytes("CONNACK and PINGRESP", (all) => endsInPingresp(messagesIn(all).bytes));
      checkConnack(t, messagesIn(bytes).bytes);
    },
  }),
  testCase({
    id: "websocket/path",
    title: "the path of a WebSocket says nothing about MQTT: the same broker stands behind it",
    section: "6",
    needs,
    level: "should",
    requirements: { "3.1.1": ["3.1.1/U3-043"], "5.0": ["5.0/U5-151"] },
    *script(t) {
      yield* upgraded(t);
      const { alice } = yield* upgraded(t, "/", (said) => t.fail("a WebSocket under each path", said));
      yield* alice.send(frameOf(OPCODE.binary, t.bytes(t.connectPacket())));
      checkConnack(t, yield* mqttBytes(t, alice, 4));
    },
  }),
].flat();

function endsInPingresp(bytes: Uint8Array): boolean {
  return bytes.length >= 6 && bytes.at(-2) === 0xd0 && bytes.at(-1) === 0x00;
}
