// Enhanced authentication on a connection, at its beginning and again. (5.0 §4.12)

import type { FreshCredentials } from "../../models/index.ts";
import type { ClientCommand } from "../client-driver.ts";
import type { Authenticator } from "./authenticator.ts";
import { MqttError } from "./mqtt-error.ts";

/** Who answers what the server asks. */
export interface Authentication {
  /** What the next CONNECT carries. */
  credentials(): Promise<Partial<FreshCredentials>>;
  /** The server asks for more. */
  challenge(data: Uint8Array | undefined): void;
  /** CONNACK has come: whether the server has proved itself as far as the method wants it to. */
  accepted(data: Uint8Array | undefined): boolean;
  /** Authenticates anew. (5.0/MQTT-4.12.1-1) */
  again(): Promise<void>;
  succeeded(data: Uint8Array | undefined): void;
  ended(error: MqttError): void;
}

/** `fail` ends the connection, for good. */
export function createAuthentication(
  authenticator: Authenticator | undefined,
  tell: (command: ClientCommand) => void,
  fail: (error: MqttError) => void,
): Authentication {
  let waiting: PromiseWithResolvers<void> | undefined;

  function refuse(error: unknown): void {
    const words = error instanceof Error ? error.message : String(error);
    fail(new MqttError("authentication", `the authentication failed: ${words}`, { cause: error }));
  }

  function accepted(data: Uint8Array | undefined): boolean {
    try {
      authenticator?.finish?.(data);
      return true;
    } catch (error) {
      refuse(error);
      return false;
    }
  }

  return {
    async credentials() {
      const authenticationData = await authenticator?.begin();
      return authenticationData === undefined ? {} : { authenticationData };
    },
    challenge(data) {
      const answer = async (): Promise<void> => {
        if (authenticator === undefined)
          throw new Error("there is no authenticator to answer the challenge of the server");
        const authenticationData = await authenticator.answer(data);
        tell({ type: "answer", ...(authenticationData && { authenticationData }) });
      };
      answer().catch(refuse);
    },
    accepted,
    async again() {
      if (authenticator === undefined) throw new TypeError("to authenticate anew wants the option authenticator");
      if (waiting !== undefined) return waiting.promise;
      waiting = Promise.withResolvers<void>();
      const { promise } = waiting;
      promise.catch(() => undefined);
      const authenticationData = await authenticator.begin();
      tell({ type: "reauthenticate", ...(authenticationData && { authenticationData }) });
      return promise;
    },
    succeeded(data) {
      if (!accepted(data)) return;
      waiting?.resolve();
      waiting = undefined;
    },
    ended(error) {
      waiting?.reject(error);
      waiting = undefined;
    },
  };
}
