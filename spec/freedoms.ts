// The statements that leave somebody free, and of which no case finds out what is done with it: each with what that means for a judge.

import type { RequirementId } from "./requirements.ts";

/** Statement to reason. Whatever is done here breaks nothing, so that no case could fail. */
export const FREEDOMS: Readonly<Partial<Record<RequirementId, string>>> = {
  "3.1.1/U3-022": "A client may go on or leave when the session is not what it expected; cases of sessions take both.",
  "3.1.1/U3-025": "A server may rename topics if it is set up so; cases are run against one that does not.",
  "3.1.1/U3-030": "What was on its way when UNSUBSCRIBE came may still arrive; cases publish after UNSUBACK alone.",
  "3.1.1/U3-036": "A sender may repeat within a connection, or not; cases take both.",
  "5.0/U5-026": "A shared message that is too large for a member may go to another one or nowhere; cases take both.",
  "5.0/U5-039":
    "A server may look whether the payload of a will is text where that is said of it, or not; cases send none that is not.",
  "5.0/U5-049": "A server that cannot take a CONNECT says so by a code or by a bare close; cases take both.",
  "5.0/U5-064":
    "A server with wildcards may refuse one filter; what refuses a filter that a case needs makes it inconclusive.",
  "5.0/U5-079": "A server may rename topics if it is set up so; cases are run against one that does not.",
  "5.0/U5-106": "A message of QoS 1 that goes on at QoS 0 may arrive twice; cases that count take two.",
  "5.0/U5-108":
    "That one reason stands for each filter shows in the codes of SUBACK and UNSUBACK, which other statements judge.",
  "5.0/U5-110": "What was on its way when UNSUBSCRIBE came may still arrive; cases publish after UNSUBACK alone.",
  "5.0/U5-142": "Both sides may do without enhanced authentication; its cases ask that the target offers it.",
  "5.0/U5-150": "Of several errors any one may be reported; cases make one at a time.",
};
