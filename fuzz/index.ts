// The door of the fuzzing: the arbitraries, and the laws of the codec with what looks for their counterexamples.

export * from "./arbitraries/index.ts";
export { CODEC_LAWS, findLaw } from "./laws/codec-laws.ts";
export type { Judge, Tally } from "./laws/exhaustive.ts";
export { createJudge, goldenBytes, judgeGoldenExamples, judgeShortStrings } from "./laws/exhaustive.ts";
export type { Codec, Counterexample, Law } from "./laws/law.ts";
export { counterexample, parameters } from "./laws/law.ts";
export { fromJson, toJson } from "./laws/value-json.ts";
