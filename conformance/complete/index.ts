// The complete suites: cases that are generated from the machines of sessions and flows, with what they prove.

import type { RequirementId, Version } from "../../spec/index.ts";
import { type Capabilities, choiceKey } from "../capabilities.ts";
import type { CaseFacts } from "../case.ts";
import type { Context } from "../context.ts";
import type { Script } from "../script.ts";
import type { Answer } from "./answer.ts";
import { completeSuite, type Mealy, type Trial } from "./mealy.ts";
import { type Input, type Onward, sessionModel } from "./model.ts";
import { walkThrough } from "./walkthrough.ts";

/** How many states more than the machine a broker may have, and is found out all the same. */
const EXTRA_STATES = 1;

/** A case that plays the words of a complete suite which try one arrow of its machine. */
export interface CompleteCase extends CaseFacts {
  readonly role: "broker";
  readonly play: (context: Context) => Script<void>;
}

/** A suite, and what it is made from. */
export interface CompleteSuite {
  readonly version: Version;
  readonly onward: Onward;
  readonly states: number;
  readonly arrows: number;
  readonly extraStates: number;
  readonly tests: number;
  /** Inputs, in all tests together. */
  readonly steps: number;
  readonly cases: readonly CompleteCase[];
}

/** The suites of both versions, for a target that hands messages onward as is known of it: at once, where nothing is known. */
export function completeSuites(capabilities: Capabilities): readonly CompleteSuite[] {
  return (["3.1.1", "5.0"] as const).map((version) => {
    const known = capabilities[choiceKey("onwardDelivery", version)]?.value;
    return suiteOf(version, known === "on PUBREL" ? "on PUBREL" : "on PUBLISH");
  });
}

function suiteOf(version: Version, onward: Onward): CompleteSuite {
  const machine = sessionModel(version, onward);
  const trials = completeSuite(machine, EXTRA_STATES);
  const byArrow = Map.groupBy(trials, ({ state, input }) => `${state}/${input}`);
  const cases = [...byArrow].map(([arrow, tried]) => caseOf(version, machine, arrow, tried));
  return {
    version,
    onward,
    states: machine.states.size,
    arrows: [...machine.states.values()].reduce((sum, row) => sum + row.size, 0),
    extraStates: EXTRA_STATES,
    tests: trials.length,
    steps: trials.reduce((sum, { word }) => sum + word.length, 0),
    cases,
  };
}

function caseOf(
  version: Version,
  machine: Mealy<Input, Answer>,
  arrow: string,
  trials: readonly Trial<Input>[],
): CompleteCase {
  const [state = "", input = ""] = arrow.split("/");
  const answer = machine.states.get(state)?.get(input as Input)?.output;
  const words = trials.map(({ word }) => word).sort((a, b) => a.length - b.length);
  const tests = words.length === 1 ? "1 generated test" : `${words.length} generated tests`;
  return {
    role: "broker",
    id: `${version}/complete/${slugOf(state)}/${slugOf(input)}`,
    title: `${state}: ${input}, in ${tests}`,
    section: "4.3",
    version,
    requirements: requirementsOf(answer),
    level: "must",
    needs: ["qos2"],
    timed: false,
    *play(context) {
      for (const [i, word] of words.entries()) yield* walkThrough(context, machine, word, `w${i}`);
    },
  };
}

/** The sentences that an answer obeys. */
function requirementsOf(answer: Answer | undefined): readonly RequirementId[] {
  const all = [...(answer?.due ?? []).flatMap(({ cites }) => cites), ...(answer?.nothingElse ?? [])];
  return [...new Set(all)];
}

function slugOf(words: string): string {
  return words.toLowerCase().replaceAll(/[^a-z]+/g, "-");
}
