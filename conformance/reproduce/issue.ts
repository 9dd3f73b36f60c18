// A breach as a text for the bug tracker of a broker: the sentence, the bytes, what was expected and what came.

import { versionOf } from "../../spec/index.ts";
import type { Capabilities } from "../capabilities.ts";
import type { Plan, Step } from "./plan.ts";
import { pythonScript } from "./python-script.ts";

const STANDARDS = {
  "3.1.1": "https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html",
  "5.0": "https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html",
} as const;

/** What is told of the broker and of the run. */
export interface IssueFacts {
  readonly capabilities: Capabilities;
  readonly tool: { readonly name: string; readonly version: string };
  /** In how many runs the breach was seen. */
  readonly runs: number;
}

/** The text, as Markdown. */
export function issueText(plan: Plan, { capabilities, tool, runs }: IssueFacts): string {
  const { caseId, title, sentences, expected, observed, steps, replay } = plan;
  const [version = ""] = caseId.split("/");
  const name = [capabilities["name"], capabilities["version"]].flatMap((known) => known?.value ?? []).join(" ");
  const control = steps.slice(0, plan.judgedFrom).filter((step) => step.do === "expect");
  const answers = [...new Set(control.map(({ words }) => words.split(" ")[0]))].join(", ");
  return `# MQTT ${version}: not so: ${title}

Broker: ${name === "" ? "(name and version: please fill in, the broker does not tell them)" : name}

## What the standard asks, in our words

${sentences.map(sentenceLine).join("\n")}

## What happens

- Expected: ${expected}
- Observed: ${observed}
- Seen in ${runs} of ${runs} runs, with fresh Client Identifiers and topics in each.
- Control arm: ${control.length === 0 ? "the network connection came about" : `in the same run the broker answered as it should before (${answers})`}.

## The bytes of one run

\`\`\`
${steps.map(stepLine).join("\n")}${plan.endsInSilence ? "\n   nothing more came" : ""}
\`\`\`

## See it again

\`\`\`
npx -y mqtt-${replay}
\`\`\`

<details><summary>Or without it: a Python script of the standard library alone, which ends with 1 where the breach shows</summary>

\`\`\`python
${pythonScript(plan).trimEnd()}
\`\`\`

</details>

Found by ${tool.name} ${tool.version}, case \`${caseId}\`.
`;
}

function sentenceLine({ id, text, section }: Plan["sentences"][number]): string {
  const standard = STANDARDS[versionOf(id as `${"3.1.1" | "5.0"}/${string}` as never)];
  const number = id.slice(id.indexOf("/") + 1);
  // A link to the number where OASIS gave one: its own anchors have no names that last.
  const link = number.startsWith("MQTT-") ? `${standard}#:~:text=${number.replaceAll("-", "%2D")}` : standard;
  return `- \`${id}\`: ${text} ([section ${section}](${link}))`;
}

function stepLine(step: Step): string {
  const where = `#${step.connection}`;
  switch (step.do) {
    case "send":
      return `${where} -> ${step.hex}  ${step.words}`;
    case "expect":
      return `${where} <- ${step.hex}  ${step.words}`;
    case "pause":
      return `   ${Math.round(step.ms / 100) / 10} s pass`;
    case "open":
    case "close":
    case "closed":
      return `${where}    ${step.words}`;
  }
}
