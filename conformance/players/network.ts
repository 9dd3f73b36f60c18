// Plays against a real target: real sockets, real time. Whatever carries bytes stands behind `dial.ts`.

import type { TargetUrl } from "../targets/url.ts";
import { dialSocket, dialWebSocket, type TlsSettings } from "./dial.ts";
import type { Bell, Link, Player } from "./player.ts";

/** A player over the network; `webSocket` is where cases that make their own frames find a WebSocket. */
export function networkPlayer(target: TargetUrl, tls: TlsSettings = {}, webSocket?: TargetUrl): Player {
  const links: Link[] = [];
  return {
    now: () => performance.now(),
    open: async (listener, _, via) => {
      // Such a case speaks HTTP itself.
      const where = via === "webSocket" ? webSocket : target;
      if (where === undefined) return { kind: "unreachable", cause: "network", reason: "no WebSocket was named" };
      const dial = via !== "webSocket" && where.webSocket ? dialWebSocket : dialSocket;
      const opened = await dial(where, tls, listener);
      if (opened.kind === "open") links.push(opened.link);
      return opened;
    },
    pause: pauseUntil,
    dispose: async () => {
      for (const link of links) link.abort();
    },
  };
}

/** Waits until a time by `performance.now()`, or until the bell rings. */
export function pauseUntil(untilMs: number, bell: Bell): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(over, Math.max(0, Math.ceil(untilMs - performance.now())));
    const forget = bell.onRing(over);
    function over(): void {
      clearTimeout(timer);
      forget();
      resolve();
    }
  });
}
