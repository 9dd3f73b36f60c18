// One run of a case, as something that runs or reads without the suite.

import { nodeScript } from "./node-script.ts";
import type { Plan } from "./plan.ts";
import { pythonScript } from "./python-script.ts";
import { shellScript } from "./shell-script.ts";

export { type IssueFacts, issueText } from "./issue.ts";
export { type Plan, planOf } from "./plan.ts";

/** The scripts that there are, by the name of what runs them. */
export const SCRIPTS: Readonly<Record<"nc" | "node" | "python", (plan: Plan) => string>> = {
  nc: shellScript,
  node: nodeScript,
  python: pythonScript,
};
