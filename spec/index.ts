// The standard as data: every statement of MQTT 3.1.1 and 5.0, and the tables. Imports nothing from outside.

export { allBrokenWith } from "./also-broken.ts";
export { FREEDOMS } from "./freedoms.ts";
export type { Actor, Level, Observer, Requirement, Version } from "./requirement.ts";
export type { RequirementId } from "./requirements.ts";
export { findRequirement, isNumbered, REQUIREMENTS, versionOf } from "./requirements.ts";
export * from "./tables/index.ts";
export { WAIVERS } from "./waivers.ts";
