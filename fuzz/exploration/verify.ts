// Searches a list of models, or puts every seeded fault into its model, and reports what came of it.

import { MODEL_FAULTS } from "./flows/faults.ts";
import { flowModel } from "./flows/model.ts";
import { settingOf } from "./flows/settings.ts";
import {
  CRASHING_DELIVERY,
  DEFAULT_DELIVERIES,
  DEFAULT_MODELS,
  DEFAULT_WORLDS,
  FAULTY_DELIVERY,
  FAULTY_WORLD,
  FULL_DELIVERIES,
  FULL_MODELS,
  FULL_WORLDS,
} from "./models.ts";
import { type Bounds, type Exploration, explore, type Invariant, PROGRESS } from "./search.ts";
import { deliveryWorld } from "./worlds/delivery.ts";
import { BROKER_FAULTS, CLIENT_FAULTS, CLIENT_STORE_FAULTS, STORE_FAULTS } from "./worlds/faults.ts";
import { lifetimeWorld } from "./worlds/lifetime.ts";
import { exploreWorld, type World } from "./worlds/world.ts";

/** Something that can be searched. */
interface Subject {
  readonly name: string;
  readonly invariants: readonly Invariant[];
  readonly explore: (bounds: Bounds) => Exploration;
}

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
  for (const { name, invariants, explore: search } of subjects(isFull)) {
    const exploration = search({
      maximumStates,
      checksProgress: true,
      onProgress: (states) => onProgress?.(name, states),
    });
    yield { name, invariants: [...invariants, PROGRESS], exploration };
  }
}

/** Puts every fault into its model, one after the other, and answers what the search found. */
export function* verifyFaults(): Generator<VerifiedFault> {
  for (const { name, subject } of faultySubjects()) {
    const exploration = subject.explore({ maximumStates: MOST_OF_A_FAULT, checksProgress: true });
    yield { name, model: subject.name, exploration };
  }
}

const MOST_OF_A_FAULT = 5_000_000;

function subjects(isFull: boolean): readonly Subject[] {
  const worlds = isFull ? FULL_WORLDS : DEFAULT_WORLDS;
  const deliveries = isFull ? FULL_DELIVERIES : DEFAULT_DELIVERIES;
  const models = isFull ? FULL_MODELS : DEFAULT_MODELS;
  return [
    ...deliveries.map((sizes) => worldSubject(deliveryWorld(sizes))),
    ...worlds.map((sizes) => worldSubject(lifetimeWorld(sizes))),
    ...models.map((draft) => flowSubject(draft)),
  ];
}

function faultySubjects(): readonly { readonly name: string; readonly subject: Subject }[] {
  return [
    ...MODEL_FAULTS.map(({ name, draft }) => ({ name, subject: flowSubject(draft) })),
    ...BROKER_FAULTS.map((fault) => ({
      name: fault.name,
      subject: worldSubject(lifetimeWorld(FAULTY_WORLD, fault.handle)),
    })),
    ...STORE_FAULTS.map((fault) => ({
      name: fault.name,
      subject: worldSubject(deliveryWorld({ ...CRASHING_DELIVERY, handle: fault.handle })),
    })),
    ...CLIENT_STORE_FAULTS.map((fault) => ({
      name: fault.name,
      subject: worldSubject(deliveryWorld({ ...CRASHING_DELIVERY, handleClient: fault.handleClient })),
    })),
    ...CLIENT_FAULTS.map((fault) => ({
      name: fault.name,
      subject: worldSubject(deliveryWorld({ ...FAULTY_DELIVERY, handleClient: fault.handleClient })),
    })),
  ];
}

function flowSubject(draft: Parameters<typeof settingOf>[0]): Subject {
  const model = flowModel(settingOf(draft));
  return { name: model.name, invariants: model.invariants, explore: (bounds) => explore(model, bounds) };
}

function worldSubject<State>(world: World<State>): Subject {
  return { name: world.name, invariants: world.invariants, explore: (bounds) => exploreWorld(world, bounded(bounds)) };
}

// A state of a world weighs some kilobytes: one that has no end must not take all memory before it is found out.
function bounded(bounds: Bounds): Bounds {
  return { ...bounds, maximumStates: Math.min(bounds.maximumStates, MOST_OF_A_WORLD) };
}

const MOST_OF_A_WORLD = 300_000;
