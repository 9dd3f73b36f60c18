// Statements that say in part what another says: what breaks the one breaks these as well.

import type { RequirementId } from "./requirements.ts";

const ALSO: Readonly<Partial<Record<RequirementId, readonly RequirementId[]>>> = {
  // The Topic Name is a string like any other.
  "3.1.1/MQTT-3.3.2-1": ["3.1.1/MQTT-1.5.3-1"],
  "5.0/MQTT-3.3.2-1": ["5.0/MQTT-1.5.4-1"],
  "3.1.1/MQTT-1.5.3-2": ["3.1.1/MQTT-4.7.3-2"],
  "5.0/MQTT-1.5.4-2": ["5.0/MQTT-4.7.3-2"],
  "3.1.1/MQTT-3.3.2-2": ["3.1.1/MQTT-4.7.1-1"],
  "5.0/MQTT-3.3.2-2": ["5.0/MQTT-4.7.0-1"],
  "5.0/U5-078": ["5.0/MQTT-4.7.3-1"],
  // The flags of one packet are a line of the table of flags.
  "3.1.1/MQTT-3.6.1-1": ["3.1.1/MQTT-2.2.2-1"],
  "5.0/MQTT-3.6.1-1": ["5.0/MQTT-2.1.3-1"],
  // What holds for each message holds at its QoS.
  "3.1.1/MQTT-3.3.1-2": ["3.1.1/MQTT-4.3.1-1"],
  "5.0/MQTT-3.3.1-2": ["5.0/MQTT-4.3.1-1"],
  "3.1.1/MQTT-2.3.1-2": ["3.1.1/MQTT-4.3.2-1", "3.1.1/MQTT-4.3.3-1"],
  "5.0/MQTT-2.2.1-3": ["5.0/MQTT-4.3.2-1", "5.0/MQTT-4.3.3-1"],
  // What a sender of QoS 1 or 2 sends first has all of this.
  "5.0/MQTT-2.2.1-4": ["5.0/MQTT-4.3.2-1", "5.0/MQTT-4.3.3-1"],
  "5.0/MQTT-3.3.4-9": ["5.0/MQTT-4.9.0-1", "5.0/MQTT-4.9.0-2"],
  // Said once of CONNACK and once of PUBLISH.
  "5.0/MQTT-3.2.2-17": ["5.0/MQTT-3.3.2-9"],
  "5.0/MQTT-3.2.2-18": ["5.0/MQTT-3.3.2-9"],
  // Said once of the client and once of flow control.
  "5.0/MQTT-3.3.4-7": ["5.0/MQTT-4.9.0-1", "5.0/MQTT-4.9.0-2"],
};

/** The statement, and those that are broken wherever it is. */
export function allBrokenWith(id: RequirementId): readonly RequirementId[] {
  return [id, ...(ALSO[id] ?? [])];
}
