// Searches a list of models, or puts every seeded fault into its model, and reports what came of it.

import { MODEL_FAULTS, type ModelFault } from "./flows/faults.ts";
import { flowModel } from "./flows/model.ts";
import { settingOf } from "./flows/settings.ts";
import { DEFAULT_MODELS, FULL_MODELS } from "./models.ts";
import { type Exploration, explore, type Invariant, type Model, PROGRESS } from "./search.ts";

/** What came of the search of one model. */
export interface VerifiedModel {
  readonly name: string;
  readonly invariants: readonly Invariant[];
  readonly exploration: Exploration;
}

/** What came of one seeded fault. */
export interface VerifiedFault {
  readonly name: string;
  readonly model: string;
  readonly exploration: Exploration;
}

/** How to search. */
export interface VerifyOptions {
  readonly isFull: boolean;
  /** The most states of one model. */
  readonly maximumStates: number;
  /** Called now and then with what is being searched, and how many states of it have been found. */
  readonly onProgress?: (name: string, states: number) => void;
}

/** Searches the models one after the other, and answers each when it is done. */
export function* verifyModels({ isFull, maximumStates, onProgress }: VerifyOptions): Generator<VerifiedModel> {
  for (const model of modelsOf(isFull)) {
    const exploration = explore(model, {
      maximumStates,
      checksProgress: true,
      onProgress: (states) => onProgress?.(model.name, states),
    });
    yield { name: model.name, invariants: [...model.invariants, PROGRESS], exploration };
  }
}

/** Puts every fault into its model, one after the other, and answers what the search found. */
export function* verifyFaults(faults: readonly ModelFault[] = MODEL_FAULTS): Generator<VerifiedFault> {
  for (const { name, draft } of faults) {
    const model = flowModel(settingOf(draft));
    yield {
      name,
      model: model.name,
      exploration: explore(model, { maximumStates: MOST_OF_A_FAULT, checksProgress: true }),
    };
  }
}

const MOST_OF_A_FAULT = 5_000_000;

function modelsOf(isFull: boolean): readonly Model[] {
  return (isFull ? FULL_MODELS : DEFAULT_MODELS).map((draft) => flowModel(settingOf(draft)));
}
