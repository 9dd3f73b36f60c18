// What `touchstone verify` searches: in a few seconds by default, and in some minutes all that we would wish to know.

import type { SettingDraft } from "./flows/settings.ts";
import type { Side } from "./flows/world.ts";
import type { DeliverySizes } from "./worlds/delivery-state.ts";
import { NEVER } from "./worlds/expectation.ts";
import type { LifetimeSizes } from "./worlds/lifetime.ts";

const BOTH: readonly Side[] = ["client", "server"];
const SIDES: readonly Side[] = ["client", "server"];
const LEVELS = [1, 2] as const;

/** Both QoS, with the sender on either side, and what makes these four models large or small. */
function everyWay(sizes: Omit<SettingDraft, "qos" | "sender">): readonly SettingDraft[] {
  return LEVELS.flatMap((qos) => SIDES.map((sender) => ({ qos, sender, crashes: BOTH, ...sizes })));
}

/** Identifiers are fewer than messages, and are used again; nothing is refused; both sides crash. */
const WRAPPING = everyWay({ messages: 4, identifiers: 2, capacity: 4, receiveMaximum: 2 });
/** As many messages at a time as there are. */
const WIDE = everyWay({ messages: 3, identifiers: 3, capacity: 5, receiveMaximum: 3 });
/** The receiver takes less on later connections. */
const NARROWING = everyWay({ messages: 4, identifiers: 3, capacity: 5, receiveMaximum: 3, laterReceiveMaximum: 1 });
/** The receiver refuses what it likes. */
const REFUSING = everyWay({ messages: 3, identifiers: 2, capacity: 4, receiveMaximum: 2, refuses: true });

/** The other way to QoS 2. */
const METHOD_A: readonly SettingDraft[] = SIDES.map((sender) => ({
  qos: 2,
  method: "A",
  sender,
  crashes: BOTH,
  ...{ messages: 3, identifiers: 2, capacity: 4, receiveMaximum: 2 },
}));

/** What is searched when nothing is said. */
export const DEFAULT_MODELS: readonly SettingDraft[] = [...WRAPPING, ...WIDE, ...NARROWING, ...METHOD_A, ...REFUSING];

/** What is searched with `--full`. */
export const FULL_MODELS: readonly SettingDraft[] = [
  ...WRAPPING,
  ...NARROWING,
  ...METHOD_A.map((draft) => ({ ...draft, messages: 4, identifiers: 3, capacity: 5, receiveMaximum: 3 })),
  ...everyWay({ messages: 4, identifiers: 4, capacity: 6, receiveMaximum: 4 }),
  ...everyWay({ messages: 4, identifiers: 4, capacity: 6, receiveMaximum: 4, refuses: true }),
  ...everyWay({ messages: 4, identifiers: 3, capacity: 5, receiveMaximum: 3, laterReceiveMaximum: 1, refuses: true }),
];

/** Sessions and wills that are searched with the broker itself. */
export const DEFAULT_WORLDS: readonly LifetimeSizes[] = [{ expiries: [0, 1, 3, NEVER], willDelays: [0, 1, 2, 4] }];

/** The same, with `--full`. */
export const FULL_WORLDS: readonly LifetimeSizes[] = [
  ...DEFAULT_WORLDS,
  { expiries: [0, 1, 2, 3, 4, 6, NEVER], willDelays: [0, 1, 2, 3, 4, 5, 8] },
];

/** Where wrong brokers are found: small, and with one of everything. */
export const FAULTY_WORLD: LifetimeSizes = { expiries: [0, 2, NEVER], willDelays: [0, 1, 3] };

const VERSIONS = ["3.1.1", "5.0"] as const;

/** Two clients and the broker, in both versions and at both QoS. */
function everyDelivery(sizes: Omit<DeliverySizes, "version" | "qos">): readonly DeliverySizes[] {
  return VERSIONS.flatMap((version) => LEVELS.map((qos) => ({ version, qos, ...sizes })));
}

/** Messages from end to end. */
export const DEFAULT_DELIVERIES: readonly DeliverySizes[] = [
  ...everyDelivery({ messages: 2, cuts: 1, receiveMaximum: 1 }),
  ...everyDelivery({ messages: 1, cuts: 0, crashes: 1, receiveMaximum: 1 }),
];

/** The same, with `--full`. */
export const FULL_DELIVERIES: readonly DeliverySizes[] = [
  ...everyDelivery({ messages: 2, cuts: 1, receiveMaximum: 2 }),
  ...everyDelivery({ messages: 1, cuts: 2, receiveMaximum: 1 }),
  ...everyDelivery({ messages: 2, cuts: 0, crashes: 1, receiveMaximum: 1 }),
  ...everyDelivery({ messages: 1, cuts: 1, crashes: 1, receiveMaximum: 1 }),
  { version: "5.0", qos: 2, messages: 2, cuts: 2, receiveMaximum: 1 },
];

/** Where wrong clients are found. */
export const FAULTY_DELIVERY: DeliverySizes = { version: "5.0", qos: 2, messages: 1, cuts: 1, receiveMaximum: 1 };

/** Where brokers are found that are wrong about their store. */
export const CRASHING_DELIVERY: DeliverySizes = {
  ...{ version: "5.0", qos: 2, messages: 1, receiveMaximum: 1 },
  cuts: 0,
  crashes: 1,
};
