// One fault as a broker of its own, for tests that need a red case. (4.3.3)

import type { Embedded } from "../players/in-process.ts";
import { receiverOfQos2 } from "./4.3-quality-of-service.ts";
import { HONEST, openBroker } from "./open-broker.ts";

/** A broker that delivers every repeat of a QoS 2 PUBLISH. */
export const deliversRepeats = {
  apply: (): Embedded =>
    openBroker(receiverOfQos2.reduce((seams, { name, apply }) => (REPEATS.test(name) ? apply(seams) : seams), HONEST)),
};

const REPEATS = /^delivers every repeat/;
