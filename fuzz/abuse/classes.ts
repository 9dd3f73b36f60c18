// The register of all that has befallen brokers and clients, as far as it is known here.

import type { AbuseClass } from "./class.ts";
import { client } from "./classes/client.ts";
import { connecting } from "./classes/connect.ts";
import { deliveries } from "./classes/deliveries.ts";
import { framing } from "./classes/framing.ts";
import { header } from "./classes/header.ts";
import { property } from "./classes/property.ts";
import { security } from "./classes/security.ts";
import { session } from "./classes/session.ts";
import { state } from "./classes/state.ts";
import { subscribing } from "./classes/subscribe.ts";
import { surroundings } from "./classes/surroundings.ts";
import { topic } from "./classes/topic.ts";
import { utf8Strings } from "./classes/utf8.ts";

/** All classes, by their groups. */
export const CLASSES: readonly AbuseClass[] = [
  ...framing,
  ...header,
  ...state,
  ...connecting,
  ...property,
  ...utf8Strings,
  ...topic,
  ...subscribing,
  ...deliveries,
  ...session,
  ...security,
  ...surroundings,
  ...client,
];
