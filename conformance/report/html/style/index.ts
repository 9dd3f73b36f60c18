// All the style of the page.

import { base } from "./base.ts";
import { caseStyle } from "./case.ts";
import { layout } from "./layout.ts";
import { listStyle } from "./list.ts";
import { media } from "./media.ts";
import { wireStyle } from "./wire.ts";

/** The text of the style. */
export function pageStyle(): string {
  return [base, layout, listStyle, caseStyle, wireStyle, media].join("\n");
}
