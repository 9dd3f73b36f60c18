// Who is let in, and what they may do: the parts of security put together for one broker. (5.0 §4.12, §5.4; 3.1.1 §5.4)

import type { AuthenticationOutcome, BrokerOptions } from "../../models/index.ts";
import { type Clock, systemClock } from "../clock.ts";
import type { ClientQuestion } from "../peer.ts";
import { readAccessRules } from "./access-file.ts";
import { createAuthorise } from "./access-rules.ts";
import { type ClientIdRules, mayHaveClientId } from "./client-ids.ts";
import { type SecurityEvent, shownName } from "./security-event.ts";
import { createSlowdown, type SlowdownOptions } from "./slowdown.ts";
import type { Verdict } from "./verdict.ts";
import { openWaysIn, readText, type WaysInSettings } from "./ways-in.ts";

/** Who is let in, and what they may do. */
export interface SecuritySettings extends WaysInSettings {
  /** Which Client Identifiers a user may have; any without it. */
  readonly clientIds?: ClientIdRules;
  /** A file of access rules; without it everybody may do anything, as far as their tokens do not say less. */
  readonly accessFile?: string;
  /** How an address that guesses is slowed down; false for not at all. */
  readonly slowdown?: SlowdownOptions | false;
}

/** What security leans on. */
export interface SecuritySurroundings {
  /** For waiting. */
  readonly clock?: Clock;
  /** The calendar, for tokens: milliseconds since 1970. */
  readonly nowMs?: () => number;
  readonly log?: (event: SecurityEvent) => void;
}

/** Security of a broker: `createBroker({ ...security.options, decide: security.decide })`. */
export interface Security {
  readonly options: Pick<BrokerOptions, "authentication" | "authenticationMethods" | "authorise">;
  readonly decide: (question: ClientQuestion) => Promise<AuthenticationOutcome>;
  /**
   * Reads all files again; where one cannot be used, nothing changes. Who is in stays in, and what is subscribed to stays so
   * until its client authenticates or connects anew. Throws a `SecuritySettingsError`.
   */
  reload(): void;
}

/** Puts security together. Throws a `SecuritySettingsError`. */
export function createSecurity(settings: SecuritySettings, surroundings: SecuritySurroundings = {}): Security {
  const { clientIds, accessFile, slowdown = {} } = settings;
  const { clock = systemClock, nowMs = Date.now, log = () => {} } = surroundings;
  const report = (why: string): void => log({ kind: "keys unavailable", why });
  const ways = openWaysIn(settings, { nowMs, report });
  const readRules = () => (accessFile === undefined ? undefined : readAccessRules(readText(accessFile), accessFile));
  let rules = readRules();
  const attemptFrom = slowdown === false ? undefined : createSlowdown(clock, slowdown);

  return {
    options: {
      authentication: "asked",
      authenticationMethods: ways.methods,
      authorise: createAuthorise(() => rules),
    },
    async decide(question) {
      const attempt = attemptFrom?.(question.peer.address);
      // Before anything is looked at: a good answer comes as late as a bad one.
      if (attempt !== undefined && attempt.delayMs > 0) await waited(clock, attempt.delayMs);
      const outcome = outcomeOf(await ways.judge(question), question, clientIds);
      if (outcome.why === undefined) attempt?.absolve();
      tell(log, question, ways.wayOf(question), outcome);
      return outcome.answer;
    },
    reload() {
      const fresh = readRules();
      ways.reload();
      rules = fresh;
    },
  };
}

interface Outcome {
  readonly answer: AuthenticationOutcome;
  /** Why it has failed; undefined where it has not. */
  readonly why: string | undefined;
}

function outcomeOf(verdict: Verdict, question: ClientQuestion, clientIds: ClientIdRules | undefined): Outcome {
  switch (verdict.kind) {
    case "refused":
      return { answer: { kind: "refuse", reasonCode: verdict.reasonCode }, why: verdict.why };
    case "continue":
      return { answer: { kind: "continue", authenticationData: verdict.authenticationData }, why: verdict.why };
    case "known": {
      const { userName, forMs, grants, authenticationData } = verdict;
      if (question.isAgain && userName !== question.userName) {
        return { answer: { kind: "refuse", reasonCode: 0x87 }, why: "it authenticates anew as another user" };
      }
      if (clientIds !== undefined && !mayHaveClientId(clientIds, question.clientId, userName)) {
        return { answer: { kind: "refuse", reasonCode: 0x85 }, why: "the Client Identifier is not one of this user" };
      }
      const answer = {
        kind: "accept",
        ...(userName !== undefined && { userName }),
        ...(forMs !== undefined && { forMs }),
        ...(grants !== undefined && { grants }),
        ...(authenticationData !== undefined && { authenticationData }),
      } as const;
      return { answer, why: undefined };
    }
  }
}

function tell(log: (event: SecurityEvent) => void, question: ClientQuestion, method: string, outcome: Outcome): void {
  const { answer, why } = outcome;
  const name = (answer.kind === "accept" ? answer.userName : undefined) ?? question.userName;
  const clientId = shownName(question.clientId);
  const client = { clientId, userName: name && shownName(name), address: question.peer.address, method };
  if (answer.kind === "accept") log({ kind: "accepted", ...client });
  if (answer.kind === "refuse") log({ kind: "refused", ...client, reasonCode: answer.reasonCode, why: why ?? "" });
}

function waited(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => clock.start(ms, resolve));
}
