// What went wrong, for a program and for a person: which Reason Code, which sentence of the standard, and what to do.

import type { RequirementId, Version } from "../../../spec/index.ts";
import { CONNECT_RETURN_CODES, REASON_CODES, type ReasonCarrier } from "../../../spec/tables/index.ts";
import type { Failure } from "../../models/index.ts";

/**
 * Why something came to nothing. `refused`: the server said so, see `reasonCode`; `notAllowed`: it may not be sent, see `requirement`;
 * `violation`: the server broke `requirement`; `sessionLost`: the server has forgotten the session, and a message may have arrived or not;
 * `connectionLost`, `timeout`: the network; `queueFull`: too much waits already; `offline`: there is no connection to do it on;
 * `left`: the client was ended; `store`: what must be kept cannot be; `authentication`: the server, or what answers it, failed to prove itself.
 */
export type MqttErrorKind = Failure["kind"] | "offline" | "store" | "authentication";

/** What an error knows beside its message. */
export interface MqttErrorDetail {
  /** The Reason Code of MQTT 5.0, or the return code of MQTT 3.1.1. */
  readonly reasonCode?: number;
  /** What the server added for a person. */
  readonly reasonString?: string;
  /** The sentence of the standard that was broken, or would have been. */
  readonly requirement?: RequirementId;
  /** Another server to use, with 0x9C or 0x9D. (5.0 §4.11) */
  readonly serverReference?: string;
  readonly cause?: unknown;
}

/** An error of the client. */
export class MqttError extends Error {
  override readonly name = "MqttError";
  readonly kind: MqttErrorKind;
  readonly reasonCode: number | undefined;
  readonly reasonString: string | undefined;
  readonly requirement: RequirementId | undefined;
  readonly serverReference: string | undefined;

  constructor(kind: MqttErrorKind, message: string, detail: MqttErrorDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.kind = kind;
    this.reasonCode = detail.reasonCode;
    this.reasonString = detail.reasonString;
    this.requirement = detail.requirement;
    this.serverReference = detail.serverReference;
  }

  /** The error of what came to nothing for this reason. */
  because(what: string): MqttError {
    const { kind, reasonCode, reasonString, requirement, serverReference } = this;
    return new MqttError(kind, `${what} came to nothing: ${this.message}`, {
      ...(reasonCode !== undefined && { reasonCode }),
      ...(reasonString !== undefined && { reasonString }),
      ...(requirement !== undefined && { requirement }),
      ...(serverReference !== undefined && { serverReference }),
      cause: this,
    });
  }
}

/** The error of a failure. `what` was asked for, as in `PUBLISH to "a/b"`; `carrier` is the packet whose code it may be. */
export function errorOf(
  failure: Failure,
  what: string,
  version: Version,
  carrier: ReasonCarrier,
  cause?: unknown,
): MqttError {
  const because = cause instanceof Error ? cause.message : undefined;
  const known = cause === undefined ? {} : { cause };
  switch (failure.kind) {
    case "refused": {
      const { reasonCode, reasonString, serverReference } = failure;
      const words = [
        reasonText(reasonCode, version, carrier),
        ...(reasonString === undefined ? [] : [JSON.stringify(reasonString)]),
        ...(serverReference === undefined ? [] : [`use ${JSON.stringify(serverReference)}`]),
      ];
      return new MqttError("refused", `${what} was refused by the server: ${words.join(", ")}`, failure);
    }
    case "notAllowed":
      return new MqttError("notAllowed", `${what} may not be sent to this server: ${failure.requirement}`, failure);
    case "violation":
      return new MqttError(
        "violation",
        `${what} failed: the server broke ${failure.requirement}: ${failure.found}`,
        failure,
      );
    case "notNow":
      return new MqttError("notNow", `${what} cannot be done in the state that the connection is in`);
    case "connectionLost":
      return new MqttError("connectionLost", `${what} failed: ${because ?? "the network connection has ended"}`, known);
    case "sessionLost":
      return new MqttError(
        "sessionLost",
        `${what} was not acknowledged before the session ended: it may have arrived or not`,
      );
    case "queueFull":
      return new MqttError("queueFull", `${what} finds no room: too many messages wait for the server`);
    case "timeout":
      return new MqttError("timeout", `${what} failed: the server did not answer in time`, known);
    case "left":
      return new MqttError("left", `${what} came to nothing: the client was ended`);
  }
}

/** A code and its name: `0x87 Not authorized`. */
export function reasonText(code: number, version: Version, carrier: ReasonCarrier): string {
  if (version === "3.1.1" && carrier === "CONNACK") {
    return `return code ${code}, ${CONNECT_RETURN_CODES.find((row) => row.code === code)?.name ?? "unknown"}`;
  }
  const rows = REASON_CODES.filter((row) => row.code === code);
  const row = rows.find(({ packets }) => carrier in packets) ?? rows[0];
  return `0x${code.toString(16).toUpperCase().padStart(2, "0")} ${row?.name ?? "unknown"}`;
}

/** What an error says, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
