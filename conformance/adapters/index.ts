// The adapters that come with the suite, by name.

import { mosquittoAdapter } from "./mosquitto.ts";
import { mqttJsAdapter } from "./mqtt-js.ts";
import { referenceAdapter } from "./reference.ts";
import type { Adapter } from "./serve.ts";

export { serve } from "./serve.ts";

/** The adapters, each made when it is asked for; `version` is our own. */
export const ADAPTERS: Readonly<Record<string, (version: string) => Adapter>> = {
  reference: referenceAdapter,
  "mqtt-js": mqttJsAdapter,
  mosquitto: mosquittoAdapter,
};
