// Who is let in: whoever has a password in the file, or anybody.

import { passwordDecision } from "../../runtime/index.ts";
import type { BrokerConfig } from "../../runtime/operation/index.ts";
import { passwordsIn } from "../passwd.ts";

/** Decides by the password file of the settings; undefined where there is none. */
export function accessIn({ passwordFile }: BrokerConfig) {
  if (passwordFile === undefined) return undefined;
  let users = passwordsIn(passwordFile);
  return {
    options: { authentication: "asked", decide: passwordDecision(() => users) } as const,
    /** Reads the file again, or another one. What cannot be used changes nothing. */
    renew: (file: string): void => {
      users = passwordsIn(file);
    },
  };
}
