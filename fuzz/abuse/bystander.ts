// A client that has nothing to do with it, and of another house: MQTT.js, at QoS 2.

import mqtt from "mqtt";

/** The client. */
export interface Bystander {
  /** Publishes, and gives when its own message is back. */
  echo(text: string): Promise<void>;
  /** Whether its connection has ever ended. */
  hasLeft(): boolean;
  leave(): void;
}

/** Connects one. */
export async function bystanderAt(port: number): Promise<Bystander> {
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { protocolVersion: 5, reconnectPeriod: 0 });
  let hasLeft = false;
  client.on("close", () => {
    hasLeft = true;
  });
  await client.subscribeAsync("others", { qos: 2 });
  return {
    async echo(text) {
      const back = new Promise<void>((resolve) => {
        client.on("message", function hear(_topic, payload) {
          if (payload.toString() !== text) return;
          client.off("message", hear);
          resolve();
        });
      });
      await client.publishAsync("others", text, { qos: 2 });
      await back;
    },
    hasLeft: () => hasLeft,
    leave: () => void client.end(true),
  };
}
