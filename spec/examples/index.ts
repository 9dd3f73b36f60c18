// The golden examples of the codec: bytes and what they mean, for every packet and property of both versions.

import { authExamples } from "./auth.ts";
import { connackExamples } from "./connack.ts";
import { connectExamples } from "./connect.ts";
import { disconnectExamples } from "./disconnect.ts";
import type { Example } from "./example.ts";
import { frameExamples } from "./frame.ts";
import { pingExamples } from "./ping.ts";
import { propertiesExamples } from "./properties.ts";
import { pubackExamples } from "./puback.ts";
import { pubcompExamples } from "./pubcomp.ts";
import { publishExamples } from "./publish.ts";
import { pubrecExamples } from "./pubrec.ts";
import { pubrelExamples } from "./pubrel.ts";
import { stringsExamples } from "./strings.ts";
import { subackExamples } from "./suback.ts";
import { subscribeExamples } from "./subscribe.ts";
import { unsubackExamples } from "./unsuback.ts";
import { unsubscribeExamples } from "./unsubscribe.ts";

export type { Example, JsonPacket, MalformedExample, RefusedExample, ValidExample } from "./example.ts";

/** Every example, in the order of the files: what all packets share, then packet by packet, then the properties. */
export const EXAMPLES: readonly Example[] = [
  ...frameExamples,
  ...stringsExamples,
  ...connectExamples,
  ...connackExamples,
  ...publishExamples,
  ...pubackExamples,
  ...pubrecExamples,
  ...pubrelExamples,
  ...pubcompExamples,
  ...subscribeExamples,
  ...subackExamples,
  ...unsubscribeExamples,
  ...unsubackExamples,
  ...pingExamples,
  ...disconnectExamples,
  ...authExamples,
  ...propertiesExamples,
];
