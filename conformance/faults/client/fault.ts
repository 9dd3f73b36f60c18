// What a seeded fault of a client is.

import type { Fault } from "../fault.ts";
import type { ClientSeams } from "./open-client.ts";

/** A fault. Its name finishes the sentence "a client that …". */
export type ClientFault = Fault<ClientSeams>;
