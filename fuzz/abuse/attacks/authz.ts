// A right that is taken away between two packets.

import { createMemoryBroker } from "../../../src/runtime/index.ts";
import { connect, hex, publish } from "../bytes/packets.ts";
import { attack } from "../class.ts";
import { must } from "../stage.ts";

const PUBACK_NOT_AUTHORISED = "4003000187";

export const authzAttacks = {
  alias: attack(
    "authz.revoked-then-alias",
    "a Topic Alias for a topic to which its client may no longer publish: the topic is judged, and not the alias",
    async () => {
      let mayPublish = true;
      const broker = createMemoryBroker({ authorise: () => mayPublish });
      const client = broker.open();
      client.send(connect()("5.0"));
      client.send(publish("t", { properties: [hex("23 00 01")] })("5.0"));
      mayPublish = false;
      client.received.length = 0;
      client.send(publish("", { first: 0x32, packetId: 1, properties: [hex("23 00 01")] })("5.0"));
      const [event] = client.received;
      const said = event?.type === "bytes" ? Buffer.from(event.bytes).toString("hex") : "nothing";
      must(said === PUBACK_NOT_AUTHORISED, `it was answered by ${said}`);
      broker.stop();
    },
  ),
};
