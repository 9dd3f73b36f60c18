// What becomes of a sentence: the cases that judge it, the examples that show it, or the reason why neither can be. A door of
// its own, for the few who ask: the two thousand examples take a while to load.

import { EXAMPLES, type Example } from "../spec/examples/index.ts";
import { FREEDOMS, type Observer, REQUIREMENTS, type Requirement, type RequirementId, WAIVERS } from "../spec/index.ts";
import { cases } from "./cases/index.ts";
import { clientCases } from "./client/cases/index.ts";

/** What is done about one sentence. */
export interface Disposition {
  /** Ids of the cases that judge brokers by it. */
  readonly brokerCases: readonly string[];
  /** Ids of the cases that judge clients by it. */
  readonly clientCases: readonly string[];
  /** The golden examples that show it kept or broken: the vectors of codecs. */
  readonly vectors: readonly Example[];
  /** Why no outside observer can judge it. */
  readonly waiver?: string;
  /** Why no case could fail by it: it leaves somebody free. */
  readonly freedom?: string;
  /** Where it can be seen, and nothing here looks. */
  readonly missing: readonly Observer[];
}

type Known = Requirement & { readonly id: RequirementId };

const BROKER = byRequirement(cases, ({ requirements }) => requirements);
const CLIENT = byRequirement(clientCases, ({ requirements }) => requirements);
const VECTORS = byRequirement(EXAMPLES, ({ shows }) => shows);

/** What is done about a sentence. */
export function dispositionOf({ id, observedAt }: Known): Disposition {
  const brokerCases = (BROKER.get(id) ?? []).map((one) => one.id);
  const judgingClients = (CLIENT.get(id) ?? []).map((one) => one.id);
  const vectors = VECTORS.get(id) ?? [];
  const waiver = WAIVERS[id];
  const freedom = FREEDOMS[id];
  const found = { broker: brokerCases.length > 0, client: judgingClients.length > 0, codec: vectors.length > 0 };
  const isJudged = found.broker || found.client;
  // What a codec shows is shown to a broker's or a client's judge too.
  const looks = (at: Observer): boolean => found[at] || (at === "codec" && isJudged);
  const isExcused = waiver !== undefined || freedom !== undefined;
  return {
    brokerCases,
    clientCases: judgingClients,
    vectors,
    ...(waiver !== undefined && { waiver }),
    ...(freedom !== undefined && { freedom }),
    missing: isExcused ? [] : observedAt.filter((at) => !looks(at)),
  };
}

/** The sentences of which something is missing. */
export function uncovered(): readonly { readonly requirement: Known; readonly missing: readonly Observer[] }[] {
  return REQUIREMENTS.map((requirement) => ({ requirement, missing: dispositionOf(requirement).missing })).filter(
    ({ missing }) => missing.length > 0,
  );
}

function byRequirement<T>(
  all: readonly T[],
  judged: (one: T) => readonly RequirementId[],
): ReadonlyMap<RequirementId, readonly T[]> {
  const found = new Map<RequirementId, T[]>();
  for (const one of all) {
    for (const id of judged(one)) found.set(id, [...(found.get(id) ?? []), one]);
  }
  return found;
}
