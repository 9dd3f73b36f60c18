// Why a file could not be opened: SQLite says no more than that it could not.

import { accessSync, constants, statSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** One line that says which file, what is wrong with its place, and what to do. */
export function whyUnopened(file: string): string {
  const folder = dirname(resolve(file));
  const there = statSync(folder, { throwIfNoEntry: false });
  if (there === undefined) return `${file} cannot be opened: there is no folder ${folder}: make it first`;
  if (!there.isDirectory()) return `${file} cannot be opened: ${folder} is no folder`;
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) return `${file} is a folder: name a file`;
  try {
    accessSync(folder, constants.W_OK);
    return `${file} cannot be opened: check its permissions`;
  } catch (error) {
    const isReadOnly = (error as NodeJS.ErrnoException).code === "EROFS";
    return `${file} cannot be opened: ${folder} ${isReadOnly ? "is on a read-only disk" : "may not be written by this user"}`;
  }
}
