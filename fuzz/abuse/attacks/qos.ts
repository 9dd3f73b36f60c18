// Attacks on deliveries: exchanges that never end, and identifiers that run out.

import { decode, type Packet } from "../../../src/codec/index.ts";
import {
  type ClientCommand,
  connectClient,
  createMemoryBroker,
  type MemoryConnection,
} from "../../../src/runtime/index.ts";
import { mebibytesOf } from "../../broker-process.ts";
import { connect, hex, publish, subscribe } from "../bytes/packets.ts";
import { words } from "../bytes/try-row.ts";
import { attack } from "../class.ts";
import { grownBy, must, ping } from "../stage.ts";

/** More messages than there are Packet Identifiers. */
const MORE_THAN_ALL = 66_000;
const WINDOW = 500;
/** If they were kept, 65,535 of them would be 250. */
const FLAT_MEBIBYTES = 128;
const PAYLOAD = new Uint8Array(4_000);

export const qosAttacks = {
  awaitsRelease: attack(
    "qos2.await-rel-timeout-redelivers",
    "a QoS 2 message that is repeated an hour later: it is known as long as its session lives",
    async () => {
      const broker = createMemoryBroker();
      const client = broker.open();
      for (const packet of [connect({ clientId: "c" }), subscribe([["t", 0]])]) client.send(packet("5.0"));
      client.send(publish("t", { first: 0x34, packetId: 6 })("5.0"));
      broker.advance(3_600_000);
      client.send(publish("t", { first: 0x3c, packetId: 6 })("5.0"));
      const delivered = packetsOf(client).filter(({ type }) => type === "PUBLISH");
      must(delivered.length === 1, `it was delivered ${delivered.length} times`);
      broker.stop();
    },
  ),
  neverReleased: attack(
    "qos2.same-id-flood-no-pubrel",
    "QoS 2 messages that are never released: more than the Receive Maximum ends the connection, and all leave no memory behind",
    async ({ enter, broker }) => {
      const before = mebibytesOf(broker.pid);
      for (let round = 0; round < 50; round += 1) {
        const peer = await enter("never releases");
        for (let id = 1; id <= 200; id += 1)
          peer.send(publish("abuse/2", { first: 0x34, packetId: id, payload: PAYLOAD })("5.0"));
        const last = (await peer.rest()).at(-1);
        must(last !== undefined && words(last) === "DISCONNECT 0x93", `it ended with ${last && words(last)}`);
      }
      // MQTT 3.1.1 has no Receive Maximum: there are as many as identifiers.
      const old = await enter("never releases", { version: "3.1.1" });
      for (let id = 1; id <= 65_535; id += 1)
        old.send(publish("abuse/2", { first: 0x34, packetId: id, payload: PAYLOAD })("3.1.1"));
      const answers = await ping(old);
      must(answers.length === 65_535, `${answers.length} of 65,535 were answered`);
      const grown = grownBy(broker, before);
      must(grown < FLAT_MEBIBYTES, `they cost ${grown.toFixed(0)} MiB`);
    },
  ),
  identifiersWrap: attack(
    "qos.id-wrap-65535",
    "more messages and subscriptions on one connection than there are Packet Identifiers, out and back, at QoS 1",
    async ({ broker, afterwards }) => {
      let answered = 0;
      let delivered = 0;
      let told = 0;
      await new Promise<void>((resolve, reject) => {
        const client = connectClient({
          url: `mqtt://127.0.0.1:${broker.port}`,
          client: { version: "5.0", clientId: "wraps", keepAlive: 0 },
          onEvent: (event) => {
            if (event.type === "disconnected" || event.type === "failed")
              reject(new Error(`${event.type} after ${told}`));
            if (event.type === "deliver") delivered += 1;
            if (event.type === "completed") answered += 1;
            if (event.type === "connected" || event.type === "completed") goOn();
            if (answered === MORE_THAN_ALL && delivered >= MORE_THAN_ALL / 2 - 1) resolve();
          },
        });
        const goOn = (): void => {
          while (told < MORE_THAN_ALL && told - answered < WINDOW) client.tell(command(told++));
        };
        afterwards(() => client.cut());
        client.tell({ type: "connect" });
      });
      must(delivered === MORE_THAN_ALL / 2, `${delivered} messages came back`);
    },
  ),
};

const OPTIONS = { qos: 1, noLocal: false, retainAsPublished: false, retainHandling: 2 } as const;

/** Subscriptions and messages by turns, so that both use up identifiers. */
function command(token: number): ClientCommand {
  if (token % 2 === 0) return { type: "subscribe", token, subscriptions: [{ topicFilter: "abuse/wrap", ...OPTIONS }] };
  const publication = { topicName: "abuse/wrap", payload: hex("00"), qos: 1, retain: false, properties: {} } as const;
  return { type: "publish", token, publication };
}

/** All that has come to a connection of the memory broker. */
function packetsOf({ received }: MemoryConnection): readonly Packet[] {
  return received.flatMap((event) => {
    if (event.type !== "bytes") return [];
    const decoded = decode(event.bytes, "5.0");
    return decoded.kind === "packet" ? [decoded.packet] : [];
  });
}
