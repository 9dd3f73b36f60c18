// Cases of chapter 6 in which a client is tried: MQTT over WebSocket, with the server's frames made by hand.

import { type ClientCase, type ClientToolkit, clientCase, type Peer, type Script, webSocket } from "../case.ts";

const { answerTo, fieldOf, headOf, messagesIn, OPCODE } = webSocket;

const CONNACK = { type: "CONNACK" } as const;

function frameOf(opcode: number, bytes: Uint8Array): Uint8Array {
  return webSocket.frameOf(opcode, bytes, "server");
}

/** The client has asked for a WebSocket. */
function* requested(t: ClientToolkit): Script<{ readonly peer: Peer; readonly request: string }> {
  const peer = yield* t.dialRaw({ transport: "websocket" });
  const bytes = yield* t.control("the client asks for a WebSocket", () =>
    peer.expectBytes("the head of a request", (all) => headOf(all) !== undefined),
  );
  return { peer, request: headOf(bytes) ?? "" };
}

/** A connection with the handshake of WebSocket done. */
function* upgraded(t: ClientToolkit): Script<Peer> {
  const { peer, request } = yield* requested(t);
  const answer = answerTo(request, "mqtt");
  if (answer === undefined) return t.inconclusive("the request of the client names no Sec-WebSocket-Key");
  yield* peer.send(answer);
  return peer;
}

/** The same, with its CONNECT. */
function* greeted(t: ClientToolkit): Script<Peer> {
  const peer = yield* upgraded(t);
  yield* t.control("CONNECT comes in frames", () =>
    peer.expectBytes("CONNECT in frames", (all) => isWhole(messagesIn(all).bytes)),
  );
  return peer;
}

/** Whether the first packet is there to its last byte; its length takes one byte. */
function isWhole(bytes: Uint8Array): boolean {
  return bytes.length >= 2 && bytes.length >= 2 + (bytes[1] ?? 0);
}

/** Judges: the client acknowledges the message, and so it has read all before it. */
function* expectPuback(peer: Peer): Script<void> {
  const isPuback = (bytes: Uint8Array, i: number): boolean =>
    bytes[i] === 0x40 && bytes[i + 2] === 0x00 && bytes[i + 3] === 0x07;
  yield* peer.expectBytes("PUBACK with Packet Identifier 7, in frames of bytes", (all) => {
    const { bytes, hasOther } = messagesIn(all);
    return !hasOther && bytes.some((_, i) => isPuback(bytes, i));
  });
}

/** CONNACK, and a message of QoS 1. */
function welcome(t: ClientToolkit): Uint8Array {
  const message = { type: "PUBLISH", topicName: t.topic("a"), payload: "framed", qos: 1, packetId: 7 } as const;
  return Uint8Array.from([...t.bytes(CONNACK), ...t.bytes(message)]);
}

export const websocket: readonly ClientCase[] = [
  clientCase({
    id: "websocket/subprotocol",
    title: "a client that asks for a WebSocket offers the subprotocol mqtt",
    section: "6",
    requirements: { "3.1.1": ["3.1.1/MQTT-6.0.0-3"], "5.0": ["5.0/MQTT-6.0.0-3"] },
    *script(t) {
      const { request } = yield* requested(t);
      const offered = fieldOf(request, "sec-websocket-protocol");
      const names = (offered ?? "").split(",").map((name) => name.trim());
      t.check(names.includes("mqtt"), "mqtt in Sec-WebSocket-Protocol", offered ?? "no Sec-WebSocket-Protocol");
    },
  }),
  clientCase({
    id: "websocket/binary",
    title: "a client speaks MQTT in frames of bytes over WebSocket",
    section: "6",
    requirements: { "3.1.1": ["3.1.1/MQTT-6.0.0-1"], "5.0": ["5.0/MQTT-6.0.0-1"] },
    *script(t) {
      const peer = yield* upgraded(t);
      const all = yield* peer.expectBytes("CONNECT in frames", (bytes) => {
        const { bytes: carried, hasOther } = messagesIn(bytes);
        return hasOther || isWhole(carried);
      });
      const { bytes, hasOther } = messagesIn(all);
      t.check(
        !hasOther && bytes[0] === 0x10,
        "CONNECT in frames of bytes",
        hasOther ? "a frame of text" : "no CONNECT",
      );
    },
  }),
  clientCase({
    id: "websocket/text",
    title: "a client that is sent a frame of text closes the connection",
    section: "6",
    requirements: { "3.1.1": ["3.1.1/MQTT-6.0.0-1"], "5.0": ["5.0/MQTT-6.0.0-1"] },
    *script(t) {
      const peer = yield* greeted(t);
      yield* peer.send(frameOf(OPCODE.binary, welcome(t)));
      yield* t.control("frames of bytes are read", () => expectPuback(peer));
      // A packet that is text from its first byte to its last: who reads it anyway has nothing else to complain of.
      const message = { type: "PUBLISH", topicName: t.topic("a"), payload: "text", qos: 0 } as const;
      yield* peer.send(frameOf(OPCODE.text, t.bytes(message)));
      // A WebSocket is closed by a Close frame first, and by the network connection once we have answered it.
      const all = yield* peer.expectBytes(
        "the connection is closed, with a Close frame or without",
        (bytes, isOver) => isOver || messagesIn(bytes).isClosing,
      );
      if (messagesIn(all).isClosing) {
        yield* peer.send(frameOf(OPCODE.close, new Uint8Array(0)));
        yield* peer.close();
      } else yield* peer.expectClosed();
    },
  }),
  ...[
    { id: "each-byte-a-frame", title: "a client takes packets that come a byte in each frame", size: 1 },
    { id: "across-packets", title: "a client takes a frame that ends one packet and begins another", size: 3 },
    { id: "two-packets-in-one", title: "a client takes two packets that come in one frame", size: 1000 },
  ].map(({ id, title, size }) =>
    clientCase({
      id: `websocket/frames/${id}`,
      title,
      section: "6",
      requirements: { "3.1.1": ["3.1.1/MQTT-6.0.0-2"], "5.0": ["5.0/MQTT-6.0.0-2"] },
      *script(t) {
        const peer = yield* greeted(t);
        const bytes = welcome(t);
        const frames: Uint8Array[] = [];
        for (let at = 0; at < bytes.length; at += size)
          frames.push(frameOf(OPCODE.binary, bytes.subarray(at, at + size)));
        yield* peer.send(...frames);
        yield* expectPuback(peer);
      },
    }),
  ),
].flat();
