import { describe, expect, test } from "vitest";
import { encode, type Packet } from "../codec/index.ts";
import { bytesOf, createPress, type Strip } from "./press.ts";

const PINGRESP: Packet = { type: "PINGRESP" };

function publish(size: number): Packet {
  return {
    type: "PUBLISH",
    topicName: "a",
    qos: 0,
    dup: false,
    retain: false,
    payload: new Uint8Array(size).fill(size),
  };
}

function encoded(...packets: readonly Packet[]): Buffer {
  return Buffer.concat(
    packets.map((packet) => {
      const one = encode(packet, "3.1.1");
      return one.kind === "bytes" ? one.bytes : Buffer.from(one.violation.found);
    }),
  );
}

describe("a press", () => {
  test.each([1, 2, 600, 8180, 8192, 8193, 20_000])(
    "gives what the codec gives, for payloads up to %i bytes",
    (largest) => {
      const press = createPress();
      const packets = Array.from({ length: 40 }, (_, i) =>
        i % 3 === 0 ? PINGRESP : publish(Math.ceil((largest * i) / 40)),
      );
      const strips: Strip[] = [];
      for (const packet of packets) expect(press.print(packet, "3.1.1", strips)).toBeUndefined();
      expect(Buffer.from(bytesOf(strips))).toEqual(encoded(...packets));
    },
  );

  test("makes one strip of what follows each other, and one each of what does not", () => {
    const press = createPress();
    const [here, there]: [Strip[], Strip[]] = [[], []];
    for (const strips of [here, here, there, here]) press.print(PINGRESP, "5.0", strips);
    expect([here.length, there.length]).toEqual([2, 1]);
    expect(bytesOf(here)).toEqual(new Uint8Array(encoded(PINGRESP, PINGRESP, PINGRESP)));
  });

  test("never writes again where bytes are that were given out", () => {
    const press = createPress();
    const given = Array.from({ length: 1000 }, (_, i) => {
      const strips: Strip[] = [];
      press.print(publish(i % 50), "3.1.1", strips);
      return bytesOf(strips);
    });
    given.forEach((bytes, i) => {
      expect(Buffer.from(bytes)).toEqual(encoded(publish(i % 50)));
    });
  });

  test("says why a packet may not be sent, and goes on", () => {
    const press = createPress();
    const strips: Strip[] = [];
    const wrong: Packet = { ...(publish(1) as Extract<Packet, { type: "PUBLISH" }>), topicName: "a/#" };
    expect(press.print(wrong, "3.1.1", strips)?.requirement).toBe("3.1.1/MQTT-3.3.2-2");
    expect(strips).toEqual([]);
    press.print(PINGRESP, "3.1.1", strips);
    expect(Buffer.from(bytesOf(strips))).toEqual(encoded(PINGRESP));
  });
});
