// Where a reader finds the page of a sentence.

import { findRequirement, type RequirementId, versionOf } from "../../spec/index.ts";
import { groupOf, sectionTitle } from "./sections.ts";

/** The pages as they lie in the package, on a server that shows the files of a package. */
const PUBLISHED = "https://unpkg.com/mqtt-touchstone/";

/** The page of the section where a sentence stands, from the root of the package, with its place on it. */
export function requirementPage(id: RequirementId): string {
  const version = versionOf(id);
  const number = groupOf(findRequirement(id)?.section ?? "");
  return `docs/generated/${version}/${pageName(number, sectionTitle(number, version))}#${anchorOf(id)}`;
}

/** The same for a reader who has this report alone. */
export function requirementUrl(id: RequirementId): string {
  return PUBLISHED + requirementPage(id);
}

/** The file of a section's page: `3.3-publish.md`. */
function pageName(number: string, title: string): string {
  return `${number}-${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}.md`;
}

/** The place on the page, as Markdown names that of a heading: `mqtt-331-1`. */
export function anchorOf(id: RequirementId): string {
  return id
    .slice(id.indexOf("/") + 1)
    .replaceAll(".", "")
    .toLowerCase();
}
