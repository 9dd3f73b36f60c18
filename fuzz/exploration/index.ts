// The door of the exploration: every reachable state of the models, and every invariant in each.

export type { Exploration, Invariant, Violation } from "./search.ts";
export type { VerifiedFault, VerifiedModel, VerifyOptions } from "./verify.ts";
export { verifyFaults, verifyModels } from "./verify.ts";
