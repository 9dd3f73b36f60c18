// What one way to prove who one is makes of a client's proof.

import type { AccessRule } from "../../models/index.ts";

/** The client is known, is asked for more, or is refused; `why` is for a log, and never holds what is secret. */
export type Verdict =
  | {
      readonly kind: "known";
      /** Undefined for nobody in particular. */
      readonly userName: string | undefined;
      /** How long that holds, in milliseconds; without it, for ever. */
      readonly forMs?: number;
      readonly grants?: readonly AccessRule[];
      readonly authenticationData?: Uint8Array;
    }
  /** With a `why` it has failed already, and only has to be told so. */
  | { readonly kind: "continue"; readonly authenticationData: Uint8Array; readonly why?: string }
  | { readonly kind: "refused"; readonly reasonCode: RefusalCode; readonly why: string };

/** Bad user name or password; not authorized; server unavailable. (5.0 §3.2.2.2) */
type RefusalCode = 0x86 | 0x87 | 0x88;
