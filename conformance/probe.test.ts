import { describe, expect, test } from "vitest";
import type { Embedded } from "./players/in-process.ts";
import { deadlineFor, type Probed, probe } from "./probe.ts";
import { hex } from "./raw.ts";
import { embeddedTarget } from "./targets/embedded.ts";

const OPTIONS = { credentials: {}, clientPrefix: "ts", seed: 1 };

/** A broker whose CONNACK is another, by the version that the CONNECT spoke. */
function greeting(connack: Readonly<Record<"3.1.1" | "5.0", string | undefined>>): (broker: Embedded) => Embedded {
  return (broker) => ({
    ...broker,
    connect: (listener) => {
      let instead: string | undefined;
      const link = broker.connect({
        ...listener,
        onBytes: (bytes) => listener.onBytes(bytes[0] === 0x20 && instead !== undefined ? hex(instead) : bytes),
      });
      return {
        ...link,
        send: (bytes) => {
          if (bytes[0] === 0x10) instead = connack[bytes[8] === 5 ? "5.0" : "3.1.1"];
          link.send(bytes);
        },
      };
    },
  });
}

function probed(connack: Readonly<Record<"3.1.1" | "5.0", string | undefined>>): Promise<Probed> {
  return probe(embeddedTarget(greeting(connack)), OPTIONS);
}

describe("a probe", () => {
  test("takes what a CONNACK says, and what its silence means", async () => {
    // Maximum QoS 1, Retain Available 0, Topic Alias Maximum 10.
    const known = await probed({ "5.0": "20 0a 00 00 07 24 01 25 00 22 00 0a", "3.1.1": undefined });
    expect(known).toMatchObject({
      kind: "known",
      capabilities: {
        versions: { value: ["3.1.1", "5.0"], from: "CONNECT" },
        maximumQos: { value: 1, from: "CONNACK" },
        retainAvailable: { value: false, from: "CONNACK" },
        topicAliasMaximum: { value: 10, from: "CONNACK" },
        sharedSubscriptionAvailable: { value: true, from: "CONNACK (absent)" },
        emptyClientId: { value: true, from: "CONNECT with an empty Client Identifier (MQTT 5.0)" },
      },
    });
  });

  test("tries out what a broker of 3.1.1 alone cannot say", async () => {
    const known = await probed({ "5.0": "20 02 00 01", "3.1.1": undefined });
    expect(known).toMatchObject({
      kind: "known",
      capabilities: {
        versions: { value: ["3.1.1"] },
        maximumQos: { value: 2, from: "SUBSCRIBE and PUBLISH at each QoS (MQTT 3.1.1)" },
        retainAvailable: { value: true },
        wildcardSubscriptionAvailable: { value: true },
      },
    });
  });

  test("tells a refused login from a target that does not answer", async () => {
    expect(await probed({ "5.0": "20 03 00 87 00", "3.1.1": "20 02 00 05" })).toEqual({
      kind: "refused",
      reason: "CONNACK 0x87",
    });
    expect(await probed({ "5.0": "ff ff", "3.1.1": "ff ff" })).toMatchObject({ kind: "unreachable", cause: "silent" });
  });

  test("gives an answer the time of twenty round trips, and 250 ms at least", () => {
    expect(deadlineFor(0.2)).toBe(250);
    expect(deadlineFor(30)).toBe(600);
  });
});
