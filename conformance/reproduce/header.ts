// What stands at the top of every reproduction: what it shows, of which sentence, and how its end is to be read.

import { oneLine } from "./one-line.ts";
import type { Plan } from "./plan.ts";

/** The lines, without the sign of a comment. */
export function headerLines(plan: Plan, run: string): readonly string[] {
  const { caseId, title, sentences, isBreach, expected, observed, replay, name } = plan;
  return [
    `${caseId}: ${title}`,
    "",
    ...sentences.map(({ id, text }) => `${id}: ${text}`),
    "",
    ...(isBreach
      ? [`expected: ${expected}`, `observed: ${observed}`]
      : ["No breach was seen: this shows the right answer."]),
    "",
    `Run it:  ${run} [HOST [PORT [NAME]]]`,
    "It leaves on the broker what it stored there. To run it again, give seven other letters or digits as NAME: they take the",
    `place of ${name} in all Client Identifiers and topics.`,
    "Ends with 1 where the breach shows, 0 where the broker answers otherwise, 2 where it did not come as far, 3 where there is no connection.",
    `The case itself, as the suite runs it:  ${replay}`,
  ].map(oneLine);
}

/** What is printed at the end. */
export function verdictWords(plan: Plan): {
  readonly asRecorded: string;
  readonly otherwise: string;
  readonly exitAsRecorded: 0 | 1;
} {
  const { isBreach } = plan;
  const [expected, observed] = [oneLine(plan.expected), oneLine(plan.observed)];
  return {
    asRecorded: isBreach
      ? `BREACH: expected ${expected}; observed ${observed}`
      : "the same answers as in the run that this was made of",
    otherwise: isBreach
      ? "no breach here: the broker answers otherwise"
      : "the broker answers otherwise than in the run that this was made of",
    exitAsRecorded: isBreach ? 1 : 0,
  };
}
