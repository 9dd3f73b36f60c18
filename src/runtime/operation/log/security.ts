// From what security tells to the lines of the log.

import type { SecurityEvent } from "../../security/security-event.ts";
import type { WriteLog } from "./entry.ts";
import { reasonText } from "./words.ts";

/** Writes who was let in and how (debug), who was not and why (info), and that keys of tokens are not to be had (warn). */
export function securityLogger(write: WriteLog): (event: SecurityEvent) => void {
  return (event) => {
    switch (event.kind) {
      case "keys unavailable":
        return write({ level: "warn", event: "keys", fields: { why: event.why } });
      case "accepted": {
        const { clientId, userName, address, method } = event;
        const fields = { clientId, address, userName, method, outcome: "let in" };
        return write({ level: "debug", event: "authentication", fields });
      }
      case "refused": {
        const { clientId, userName, address, method, why, reasonCode } = event;
        const fields = { clientId, address, userName, method, outcome: "refused", why };
        return write({
          level: "info",
          event: "authentication",
          fields: { ...fields, reasonCode: reasonText(reasonCode) },
        });
      }
    }
  };
}
