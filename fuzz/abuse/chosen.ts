// Which classes a run is about.

import { type AbuseClass, GROUPS } from "./class.ts";
import { CLASSES } from "./classes.ts";

/** The classes of these groups and names, all where none is given; or what is wrong with a name, in one line. */
export function chosenClasses(
  only: readonly string[],
): { readonly classes: readonly AbuseClass[] } | { readonly wrong: string } {
  const isNamed = ({ name }: AbuseClass, word: string): boolean => name === word || name.startsWith(`${word}.`);
  const unknown = only.find((word) => !CLASSES.some((one) => isNamed(one, word)));
  if (unknown !== undefined) {
    const wrong = `--only ${JSON.stringify(unknown)} names no class and no group: the groups are ${GROUPS.join(", ")}`;
    return { wrong };
  }
  return { classes: CLASSES.filter((one) => only.length === 0 || only.some((word) => isNamed(one, word))) };
}
