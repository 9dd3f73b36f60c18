// All that is done about one sentence: its cases, the faults that break it, the machines that obey it, the vectors that show it.

import { type Disposition, dispositionOf } from "../../conformance/disposition.ts";
import { CLIENT_FAULTS, FAULTS } from "../../conformance/faults/index.ts";
import { REQUIREMENTS, type Requirement, type RequirementId } from "../../spec/index.ts";
import { type Arrow, MACHINES } from "../../src/models/index.ts";

/** A sentence, with its id. */
type Sentence = Requirement & { readonly id: RequirementId };

/** What proves a sentence. */
export interface Evidence extends Disposition {
  readonly sentence: Sentence;
  /** Each begins with "a broker that" or "a client that". */
  readonly faults: readonly string[];
  /** The machines of which an arrow cites it. */
  readonly machines: readonly string[];
}

const FAULTS_BY_SENTENCE = grouped([
  ...FAULTS.map(({ name, breaks }) => [`a broker that ${name}`, breaks] as const),
  ...CLIENT_FAULTS.map(({ name, breaks }) => [`a client that ${name}`, breaks] as const),
]);

const MACHINES_BY_SENTENCE = grouped(
  MACHINES.map((machine) => {
    const arrows = Object.values(machine.states).flatMap((state) => [...state.transitions.values()].flat());
    return [machine.id, arrows.flatMap((arrow) => (arrow.meta as Arrow | undefined)?.cites ?? [])] as const;
  }),
);

/** Of every sentence, in the order of the standard, the older version first. */
export const EVIDENCE: readonly Evidence[] = REQUIREMENTS.map((sentence) => ({
  sentence,
  ...dispositionOf(sentence),
  faults: FAULTS_BY_SENTENCE.get(sentence.id) ?? [],
  machines: MACHINES_BY_SENTENCE.get(sentence.id) ?? [],
}));

function grouped(
  all: readonly (readonly [string, readonly RequirementId[]])[],
): ReadonlyMap<RequirementId, readonly string[]> {
  const found = new Map<RequirementId, Set<string>>();
  for (const [name, ids] of all) {
    for (const id of ids) found.set(id, (found.get(id) ?? new Set()).add(name));
  }
  return new Map([...found].map(([id, names]) => [id, [...names]]));
}
