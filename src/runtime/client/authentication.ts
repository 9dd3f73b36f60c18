// Enhanced authentication on a connection, at its beginning and again. (5.0 §4.12)

import type { FreshCredentials } from "../../models/index.ts";
import type { ClientCommand } from "../client-driver.ts";
import { MqttError, messageOf } from "./mqtt-error.ts";
import type { Settings } from "./read-options.ts";
import { readToken } from "./token.ts";

/** Who answers what the server asks. */
export interface Authentication {
  /** What the next CONNECT carries. */
  credentials(): Promise<Partial<FreshCredentials>>;
  /** The server asks for more. */
  challenge(data: Uint8Array | undefined): void;
  /** CONNACK has come: why the server is not believed, where it did not prove itself as the method wants it to. */
  refusalOf(data: Uint8Array | undefined): MqttError | undefined;
  /** Authenticates anew. (5.0/MQTT-4.12.1-1) */
  again(): Promise<void>;
  succeeded(data: Uint8Array | undefined): void;
  /** The connection stands: it is authenticated anew when its time has come. */
  begin(): void;
  ended(error: MqttError): void;
}

/** `fail` ends the connection, for good; `warn` tells what nobody waits for. */
export function createAuthentication(
  { authenticator, token, clock }: Pick<Settings, "authenticator" | "token" | "clock">,
  tell: (command: ClientCommand) => void,
  fail: (error: MqttError) => void,
  warn: (error: MqttError) => void,
): Authentication {
  let waiting: PromiseWithResolvers<void> | undefined;
  let cancel: () => void = () => undefined;

  function refusalFor(error: unknown): MqttError {
    return new MqttError("authentication", `the authentication failed: ${messageOf(error)}`, { cause: error });
  }

  function refusalOf(data: Uint8Array | undefined): MqttError | undefined {
    try {
      authenticator?.finish?.(data);
      return undefined;
    } catch (error) {
      return refusalFor(error);
    }
  }

  async function again(): Promise<void> {
    if (authenticator === undefined) throw new TypeError("to authenticate anew wants the option authenticator");
    if (waiting !== undefined) return waiting.promise;
    const mine = Promise.withResolvers<void>();
    waiting = mine;
    mine.promise.catch(() => undefined);
    try {
      const authenticationData = await authenticator.begin();
      if (waiting === mine) tell({ type: "reauthenticate", ...(authenticationData && { authenticationData }) });
    } catch (error) {
      if (waiting === mine) waiting = undefined;
      throw error;
    }
    return mine.promise;
  }

  function begin(): void {
    const afterMs = authenticator?.renewAfterMs?.();
    if (afterMs === undefined) return;
    cancel();
    cancel = clock.start(Math.max(0, afterMs), () => void again().catch(onLate));
  }

  // The connection is left to the server, which knows when the old proof is over.
  function onLate(error: unknown): void {
    warn(new MqttError("authentication", `the authentication was not renewed: ${messageOf(error)}`, { cause: error }));
  }

  return {
    async credentials() {
      const authenticationData = await authenticator?.begin();
      const password = token && new TextEncoder().encode((await readToken(token)).value);
      return { ...(authenticationData && { authenticationData }), ...(password && { password }) };
    },
    challenge(data) {
      const answer = async (): Promise<void> => {
        if (authenticator === undefined)
          throw new Error("there is no authenticator to answer the challenge of the server");
        const authenticationData = await authenticator.answer(data);
        tell({ type: "answer", ...(authenticationData && { authenticationData }) });
      };
      answer().catch((error) => fail(refusalFor(error)));
    },
    refusalOf,
    again,
    begin,
    succeeded(data) {
      const refusal = refusalOf(data);
      if (refusal !== undefined) return fail(refusal);
      waiting?.resolve();
      waiting = undefined;
      begin();
    },
    ended(error) {
      cancel();
      waiting?.reject(error);
      waiting = undefined;
    },
  };
}
