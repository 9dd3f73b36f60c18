// Every statement of both versions, and the union type of their ids.

import { statements as statements311 } from "./3.1.1/index.ts";
import { statements as statements50 } from "./5.0/index.ts";
import type { Requirement, Version } from "./requirement.ts";

const ALL = [...statements311, ...statements50] as const;

/** The name of a statement. An id that does not exist does not compile. */
export type RequirementId = (typeof ALL)[number]["id"];

/** Every statement: 3.1.1 first, each version in the order of its sections. */
export const REQUIREMENTS: readonly (Requirement & { readonly id: RequirementId })[] = ALL;

const BY_ID: ReadonlyMap<string, Requirement & { readonly id: RequirementId }> = new Map(
  REQUIREMENTS.map((requirement) => [requirement.id, requirement]),
);

/** The statement with this id, or undefined where there is none. */
export function findRequirement(id: string): (Requirement & { readonly id: RequirementId }) | undefined {
  return BY_ID.get(id);
}

/** The version whose statement this is. */
export function versionOf(id: RequirementId): Version {
  return id.startsWith("5.0/") ? "5.0" : "3.1.1";
}

/** Whether OASIS numbered this statement; the others have numbers of our own. */
export function isNumbered(id: RequirementId): boolean {
  return id.includes("/MQTT-");
}
