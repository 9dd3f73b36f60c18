// Brokers that refuse, mix up or make up Client Identifiers wrongly. (§3.1.3.1)

import type { Fault } from "./fault.ts";
import { lenient } from "./leniency.ts";
import { after, before, connectIn, refuses } from "./state.ts";
import { changed, hears, mends, remembering, sends, together, touching, withProperties } from "./wrappers.ts";

export const clientIdentifier: readonly Fault[] = [
  {
    name: "refuses a Client Identifier of 23 bytes",
    breaks: ["3.1.1/MQTT-3.1.3-5", "5.0/MQTT-3.1.3-5"],
    apply: touching(
      ["heard CONNECT with an unusual name"],
      refuses(({ clientId }) => clientId.length === 23, { "5.0": 0x85, "3.1.1": 2 }),
    ),
  },
  {
    name: "refuses a Client Identifier without small letters",
    breaks: ["3.1.1/MQTT-3.1.3-5", "5.0/MQTT-3.1.3-5"],
    apply: touching(
      ["heard CONNECT with an unusual name"],
      refuses(({ clientId }) => /^[A-Z]+$/.test(clientId), { "5.0": 0x85, "3.1.1": 2 }),
    ),
  },
  {
    name: "refuses a long Client Identifier and leaves the connection open",
    breaks: ["3.1.1/MQTT-3.1.3-9", "5.0/MQTT-3.1.3-8"],
    apply: touching(
      ["heard CONNECT with an unusual name"],
      refuses(({ clientId }) => clientId.length > 23, { "5.0": 0x85, "3.1.1": 2, closes: false }),
    ),
  },
  {
    name: "makes no difference between small and capital letters in a Client Identifier",
    breaks: ["3.1.1/MQTT-3.1.3-2", "5.0/MQTT-3.1.3-2"],
    apply: touching(
      ["heard CONNECT with an unusual name"],
      hears("CONNECT", (connect) => changed(connect, { clientId: connect.clientId.toLowerCase() })),
    ),
  },
  {
    name: "gives a session that is resumed what waits for others",
    breaks: ["3.1.1/MQTT-3.1.3-2", "5.0/MQTT-3.1.3-2"],
    apply: before((broker, input) => {
      const session = broker.sessions.get(connectIn(input)?.clientId ?? "");
      if (session === undefined || session.connection !== undefined) return;
      for (const { clientId, connection, queue } of broker.sessions.values()) {
        if (connection !== undefined || clientId === session.clientId || !clientId.endsWith("second")) continue;
        session.queue.items.push(...queue.items.splice(queue.head));
      }
    }, "heard CONNECT to a session"),
  },
  {
    name: "takes all clients with an empty Client Identifier for one",
    breaks: ["3.1.1/MQTT-3.1.3-6", "5.0/MQTT-3.1.3-6", "5.0/MQTT-3.2.2-16"],
    apply: touching(
      ["heard CONNECT without a name"],
      remembering(() => {
        const nobodies = new Set<number>();
        return together(
          hears("CONNECT", (connect, { id }) => {
            if (connect.clientId !== "") return connect;
            nobodies.add(id);
            return changed(connect, { clientId: "nobody" });
          }),
          sends("CONNACK", (connack, { id }) =>
            nobodies.has(id) ? withProperties(connack, { assignedClientIdentifier: "nobody" }) : connack,
          ),
        );
      }),
    ),
  },
  {
    name: "delivers nothing to a client whose Client Identifier it assigned",
    breaks: ["3.1.1/MQTT-3.1.3-6", "5.0/MQTT-3.1.3-7"],
    apply: touching(
      ["heard CONNECT without a name"],
      sends("PUBLISH", (publish, { session }) => (session?.clientId.startsWith("auto-") ? undefined : publish)),
    ),
  },
  {
    name: "keeps no session under a Client Identifier that it assigned",
    breaks: ["5.0/MQTT-3.1.3-7"],
    apply: after((broker) => {
      for (const { clientId, connection } of [...broker.sessions.values()]) {
        if (clientId.startsWith("auto-") && connection === undefined) broker.sessions.delete(clientId);
      }
    }, "heard CONNECT without a name"),
  },
  {
    name: "does not say which Client Identifier it assigned",
    breaks: ["5.0/MQTT-3.2.2-16", "5.0/MQTT-3.1.3-7"],
    apply: touching(
      ["heard CONNECT without a name"],
      sends("CONNACK", (connack) => withProperties(connack, { assignedClientIdentifier: undefined })),
    ),
  },
  lenient("takes an empty Client Identifier for a session that is kept", ["3.1.1/MQTT-3.1.3-8", "3.1.1/MQTT-3.1.3-7"], {
    cited: ["3.1.1/MQTT-3.1.3-7"],
    apply: mends(["3.1.1/MQTT-3.1.3-7"], (frame) => {
      frame[9] = (frame[9] ?? 0) | 0x02;
      return frame;
    }),
  }),
];
