// The adapter of the reference client, over TCP and WebSocket.

import { connectClient, type NetworkClient } from "../../src/runtime/index.ts";
import type { Answer, ClientSaying } from "../client/command.ts";
import { clientOptionsOf, inputOf } from "./orders.ts";
import { type Adapter, type PlacedCommand, unsupported } from "./serve.ts";

/** The adapter of the reference client. */
export function referenceAdapter(version: string): Adapter {
  const clients = new Map<string, NetworkClient>();
  let current: NetworkClient | undefined;
  let token = 0;
  let refusal: string | undefined;

  const create = (
    command: Extract<PlacedCommand, { readonly verb: "connect" }>,
    say: (saying: ClientSaying) => void,
  ) => {
    const client = connectClient({
      url: `${command.transport === "websocket" ? "ws" : "mqtt"}://${command.host}:${command.port}`,
      client: clientOptionsOf(command),
      onEvent: (event) => {
        switch (event.type) {
          case "deliver": {
            const { topicName, payload, qos, retain } = event.message;
            return say({ event: "message", topicName, payload: Buffer.from(payload).toString(), qos, retain });
          }
          case "connected":
            return say({ event: "connected" });
          case "disconnected":
            return say({ event: "disconnected", reason: event.failure.kind });
          case "askAuthentication":
            return client.tell({ type: "answer", authenticationData: event.data ?? new Uint8Array(0) });
          case "completed":
            return say({ event: "published", ok: true });
          case "failed":
            if (event.failure.kind === "notAllowed") refusal = event.failure.requirement;
            return say({ event: "published", ok: false });
          case "reauthenticated":
            return;
        }
      },
    });
    return client;
  };

  const handle = (command: PlacedCommand, say: (saying: ClientSaying) => void): Answer => {
    if (command.verb === "reset") {
      for (const client of clients.values()) client.cut();
      clients.clear();
      current = undefined;
      return { kind: "ok" };
    }
    if (command.verb === "run-subscriber" || command.verb === "run-publisher") return unsupported(command.verb);
    if (command.verb === "connect") {
      current = clients.get(command.clientId) ?? create(command, say);
      clients.set(command.clientId, current);
    }
    if (current === undefined) return { kind: "refused", reason: "it has not connected" };
    token += 1;
    const input = inputOf(command, token);
    if (input === undefined) return unsupported(command.verb === "publish" ? "topicAlias" : command.verb);
    refusal = undefined;
    current.tell(input);
    return refusal === undefined ? { kind: "ok" } : { kind: "refused", reason: refusal };
  };
  return { name: "the reference client of mqtt-touchstone", version, handle };
}
