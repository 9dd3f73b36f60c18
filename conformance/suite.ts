// Every case of the suite, whoever it tries, and the script that it plays.

import type { TestCase } from "./case.ts";
import type { ClientCase } from "./client/case.ts";
import { createClientToolkit } from "./client/toolkit.ts";
import type { CompleteCase } from "./complete/index.ts";
import type { Context } from "./context.ts";
import type { Script } from "./script.ts";
import { cleanUp, createToolkit } from "./toolkit.ts";

/** A case that tries a broker, a generated one, or one that tries a client. */
export type SuiteCase = TestCase | CompleteCase | ClientCase;

/** What a case plays. */
export function scriptOf(one: SuiteCase, context: Context): Script<void> {
  if ("play" in one) return one.play(context);
  return one.role === "client" ? one.script(createClientToolkit(context)) : one.script(createToolkit(context));
}

/** What puts away afterwards what a case may have left on its target. A client forgets when it is told to, by its player. */
export function* tidyAfter(one: SuiteCase, context: Context): Script<void> {
  if (one.role === "broker") yield* cleanUp(context);
}
