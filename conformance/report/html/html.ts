// The report for a browser: one offline file that shows every verdict, every packet and the state of the models beside it.

import type { Run } from "../report.ts";
import { pageData } from "./data.ts";
import { page } from "./page.ts";
import { pageScript } from "./script.ts";

/** The run as a page. */
export function htmlReport(run: Run): string {
  return page(pageData(run), pageScript());
}
