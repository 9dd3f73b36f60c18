// The two ends of the load: a publisher with a window of messages that are on their way, and a subscriber that answers.

import type { QoS } from "../../../src/codec/index.ts";
import { packetIdAt, publishFrame, TYPE } from "./frames.ts";
import type { LoadClient } from "./generator.ts";

/** Bytes that may wait for the network before more is sent. */
const MOST_UNSENT_BYTES = 1_048_576;

/** A publisher at work. */
export interface Publisher {
  /** Messages that were sent. */
  readonly sent: number;
  /** Of which so many have been acknowledged in full; all of them at QoS 0. */
  readonly acknowledged: number;
  /** Sends as many more, as far as the window leaves room. */
  fill(atMost: number): void;
}

/** One publisher. `window` is how many messages it may have unacknowledged; at QoS 0 there is no such thing. */
export function createPublisher(
  client: LoadClient,
  topics: readonly string[],
  payload: Buffer,
  qos: QoS,
  window: number,
): Publisher {
  const frames = topics.map((topic) => publishFrame(topic, payload, qos, 1));
  const idAt = topics.map((topic) => packetIdAt(topic, payload));
  let packetId = 0;
  let sent = 0;
  let acknowledged = 0;
  client.onFrame = (first, bytes, start, _end) => {
    const type = first >> 4;
    if (type === TYPE.PUBACK || type === TYPE.PUBCOMP) acknowledged++;
    else if (type === TYPE.PUBREC) client.answer(0x62, bytes, start);
  };
  return {
    get sent() {
      return sent;
    },
    get acknowledged() {
      return qos === 0 ? sent : acknowledged;
    },
    fill(atMost) {
      if (client.socket.writableLength > MOST_UNSENT_BYTES) return;
      const count = qos === 0 ? atMost : Math.min(atMost, window - (sent - acknowledged));
      if (count <= 0) return;
      const parts: Buffer[] = [];
      for (let i = 0; i < count; i++) parts.push(frames[(sent + i) % frames.length] as Buffer);
      const bytes = Buffer.concat(parts);
      if (qos > 0) {
        let at = 0;
        for (let i = 0; i < count; i++) {
          packetId = (packetId % 65_535) + 1;
          bytes.writeUInt16BE(packetId, at + (idAt[(sent + i) % frames.length] as number));
          at += (parts[i] as Buffer).length;
        }
      }
      sent += count;
      client.send(bytes);
    },
  };
}

/** Counts what comes to a subscriber, and acknowledges it. `onMessage` is told of each. */
export function receiveAll(client: LoadClient, onMessage: () => void): void {
  client.onFrame = (first, bytes, start) => {
    const type = first >> 4;
    if (type === TYPE.PUBLISH) {
      const qos = (first >> 1) & 3;
      if (qos > 0) client.answer(qos === 1 ? 0x40 : 0x50, bytes, start + 2 + bytes.readUInt16BE(start));
      onMessage();
    } else if (type === TYPE.PUBREL) client.answer(0x70, bytes, start);
  };
}
