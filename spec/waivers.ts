// The statements that no outside observer can judge, each with its reason.

import type { RequirementId } from "./requirements.ts";

/** Statement to reason. A statement stands here exactly when its `observedAt` is empty. */
export const WAIVERS: Readonly<Partial<Record<RequirementId, string>>> = {
  "3.1.1/MQTT-3.2.2-6":
    "Why a server refuses is known to the server alone; the one case that can be seen, a malformed CONNECT, is judged by 3.1.1/MQTT-3.1.4-1.",
  "3.1.1/MQTT-4.8.0-2": "A transient error inside an implementation cannot be provoked from outside.",
  "3.1.1/MQTT-7.0.0-1":
    "It speaks of a server that is a client too; the whole suite, run on both sides of it, judges that.",
  "3.1.1/MQTT-7.0.0-2": "It speaks of the standard as a whole; every case that passes without an extension shows it.",
  "3.1.1/U3-008":
    "Whether state is deleted in one step cannot be told from outside: only its presence or absence shows.",
  "3.1.1/U3-010": "It allows a delay after a failure of the server and sets no bound that could be missed.",
  "3.1.1/U3-033": "It is advice to operators about ports and transports.",
  "3.1.1/U3-042": "It is advice to operators, in a chapter that is not normative.",
  "3.1.1/U3-044": "It is a permission that asks nothing of anyone.",
  "5.0/U5-007": "It is advice to implementers; what it leads to is judged by the statements on authentication.",
  "5.0/U5-016": "It allows a delay after a failure of the server and sets no bound that could be missed.",
  "5.0/U5-123": "An administrator's act happens outside the protocol.",
  "5.0/U5-126": "An administrator's option is set outside the protocol.",
  "5.0/U5-143": "How a server uses what it knows of a client to authenticate it does not show on the wire.",
};
