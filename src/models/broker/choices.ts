// Where the standard leaves a server the choice, and others have chosen otherwise: each a switch, so that the oracle can be set to
// what a broker shows of itself. None of them is right or wrong.

/** The choices of a broker. */
export interface Choices {
  /**
   * When a QoS 2 message is handed onward: with its PUBLISH (Method B of 3.1.1), or with its PUBREL (Method A).
   * (3.1.1/MQTT-4.3.3-2, 5.0/MQTT-4.3.3-12)
   */
  readonly qos2Delivery: "on PUBLISH" | "on PUBREL";
  /** What overlapping subscriptions of one client get of a message. (5.0/MQTT-3.3.4-2, -5; 3.1.1/MQTT-3.3.5-1) */
  readonly overlappingSubscriptions: "one copy" | "a copy each";
  /** What a client comes to that sends more than our Receive Maximum: only the sending is forbidden. (5.0/MQTT-3.3.4-7, 5.0/U5-097) */
  readonly receiveMaximumExcess: "disconnect" | "tolerate";
}

/** What this broker does unless told. */
export const DEFAULT_CHOICES: Choices = {
  qos2Delivery: "on PUBLISH",
  overlappingSubscriptions: "one copy",
  receiveMaximumExcess: "disconnect",
};
