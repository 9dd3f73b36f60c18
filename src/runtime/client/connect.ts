// connect and connectAsync, over whatever dials.

import type { Address } from "../transports/address.ts";
import { createMqttClient, type Dial } from "./create-client.ts";
import type { MqttClient } from "./mqtt-client.ts";
import type { ConnectOptions } from "./options.ts";
import { readOptions } from "./read-options.ts";

/** Makes a client, which begins to connect. Throws a `TypeError` that names an option that is unknown or wrong, or what is wrong with the url. */
export type Connect = (url: string, options?: ConnectOptions) => MqttClient;

/** The same, given once it is connected; rejected where the client gives up before. */
export type ConnectAsync = (url: string, options?: ConnectOptions) => Promise<MqttClient>;

/** Both, for a way to dial; `judge` throws where an address cannot be dialed so. */
export function connecting(
  dial: Dial,
  judge: (address: Address) => void = () => undefined,
): { readonly connect: Connect; readonly connectAsync: ConnectAsync } {
  const connect: Connect = (url, options = {}) => {
    const settings = readOptions(url, options);
    judge(settings.address);
    return createMqttClient(settings, dial);
  };
  return {
    connect,
    async connectAsync(url, options) {
      const client = connect(url, options);
      await client.connected;
      return client;
    },
  };
}
