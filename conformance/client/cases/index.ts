// The door of the cases in which a client is tried: all of them, in the order of the standard.

import type { ClientCase } from "../case.ts";
import { strings } from "./1.5-strings.ts";
import { controlPackets } from "./2-control-packets.ts";
import { connect } from "./3.1-connect.ts";
import { session } from "./3.1-session.ts";
import { connack } from "./3.2-connack.ts";
import { publish } from "./3.3-publish.ts";
import { disconnect } from "./3.14-disconnect.ts";
import { qualityOfService } from "./4.3-quality-of-service.ts";
import { delivery } from "./4.4-delivery.ts";
import { authentication } from "./4.12-authentication.ts";
import { websocket } from "./6-websocket.ts";

/** Every case in which a client is tried, one for each version that it judges. */
export const clientCases: readonly ClientCase[] = [
  ...strings,
  ...controlPackets,
  ...connect,
  ...session,
  ...connack,
  ...publish,
  ...disconnect,
  ...qualityOfService,
  ...delivery,
  ...authentication,
  ...websocket,
];
