// The script of the page: the modules of `browser/`, each in a scope of its own, as one text that a page can hold.
//
// Run from the sources node takes their types off; in the published package they stand as the compiler left them.

import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";

const IMPORT = /^import \{([^}]*)\} from "\.\/([\w-]+)\.[jt]s";$/gm;
const EXPORT = /^export (?=(?:async )?(?:function|const) (\w+))/gm;
const EXTENSION = import.meta.url.endsWith(".ts") ? ".ts" : ".js";

/** The text of the script, from the files beside this one. */
export function pageScript(): string {
  return linked(sourceOf);
}

/** The text of the script, from JavaScript that `read` gives for the name of each module. */
export function linked(read: (name: string) => string): string {
  const written = new Map<string, string>();
  link("main", read, written);
  return `"use strict";\n${[...written.values()].join("\n")}`;
}

/** Writes a module behind those that it imports. */
function link(name: string, read: (name: string) => string, written: Map<string, string>): void {
  if (written.has(name)) return;
  const source = read(name);
  for (const [, , imported = ""] of source.matchAll(IMPORT)) link(imported, read, written);
  const exported = [...source.matchAll(EXPORT)].map(([, own]) => own);
  const body = source.replaceAll(IMPORT, "const {$1} = $2Module;").replaceAll(EXPORT, "");
  written.set(name, `const ${name}Module = (() => {\n${body}\nreturn { ${exported.join(", ")} };\n})();`);
}

function sourceOf(name: string): string {
  const text = readFileSync(new URL(`./browser/${name}${EXTENSION}`, import.meta.url), "utf8");
  return EXTENSION === ".ts" ? stripTypeScriptTypes(text) : text;
}
