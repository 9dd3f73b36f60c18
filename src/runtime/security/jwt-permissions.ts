// What a token says that its client may do: by its scopes, by a claim with rules, or by what somebody makes of its claims. (RFC 6749 §3.3)

import type { JWTPayload } from "jose";
import type { AccessRule } from "../../models/index.ts";
import { isSharedFilter, topicFilterFault } from "../../topics/index.ts";
import { AccessRulesError, readTopicRule } from "./access-file.ts";

/**
 * `scope`: the scopes `publish:FILTER` and `subscribe:FILTER`, in the claim `scope` (parted by spaces) or `scp` (a list).
 * A claim: a list of rules as they stand behind `topic` in a file of access rules, `read a/#` or `deny a/b`.
 * A token that says nothing of the kind lets its client do nothing.
 */
export type Permissions = "scope" | { readonly claim: string } | ((claims: JWTPayload) => readonly AccessRule[]);

/** Makes what reads the permissions of a verified token. */
export function permissionsBy(permissions: Permissions): (claims: JWTPayload) => readonly AccessRule[] {
  if (typeof permissions === "function") return permissions;
  if (permissions === "scope") return (claims) => scopesOf(claims).flatMap(ruleOfScope);
  return (claims) => rulesOf(claims[permissions.claim]);
}

function scopesOf({ scope, scp }: JWTPayload): readonly string[] {
  if (typeof scope === "string") return scope.split(" ");
  return textsIn(scp ?? scope);
}

// A scope that is none of ours is for somebody else.
function ruleOfScope(scope: string): readonly AccessRule[] {
  const [, action, topicFilter = ""] = /^(publish|subscribe):(.+)$/s.exec(scope) ?? [];
  if (action !== "publish" && action !== "subscribe") return [];
  if (isSharedFilter(topicFilter, "5.0") || topicFilterFault(topicFilter, "5.0") !== undefined) return [];
  return [{ effect: "allow", action, topicFilter }];
}

// A rule that cannot be read may have been one that denies: then nothing is allowed.
function rulesOf(claim: unknown): readonly AccessRule[] {
  try {
    return textsIn(claim).flatMap((text) => readTopicRule(text, "a claim"));
  } catch (error) {
    if (error instanceof AccessRulesError) return [];
    throw error;
  }
}

function textsIn(claim: unknown): readonly string[] {
  const all: readonly unknown[] = Array.isArray(claim) ? claim : typeof claim === "string" ? [claim] : [];
  return all.every((text) => typeof text === "string") ? all : [];
}
