// The script of the page: the modules of `browser/`, each in a scope of its own, as one text that a page can hold.
//
// Run from the sources node takes their types off; in the published package they stand as the compiler left them.

import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";

const IMPORT = /^import \{([^}]*)\} from "\.\/([\w-]+)\.[jt]s";$/gm;
const EXPORT = /^export (?=(?:async )?(?:function|const) (\w+))/gm;
const EXTENSION = import.meta.url.endsWith(".ts") ? ".ts" : ".js";

/** The text of the script. */
export function pageScript(): string {
  const written = new Map<string, string>();
  link("main", written);
  return `"use strict";\n${[...written.values()].join("\n")}`;
}

/** Writes a module behind those that it imports. */
function link(name: string, written: Map<string, string>): void {
  if (written.has(name)) return;
  const source = sourceOf(name);
  for (const [, , imported = ""] of source.matchAll(IMPORT)) link(imported, written);
  const exported = [...source.matchAll(EXPORT)].map(([, own]) => own);
  const body = source.replaceAll(IMPORT, "const {$1} = $2Module;").replaceAll(EXPORT, "");
  written.set(name, `const ${name}Module = (() => {\n${body}\nreturn { ${exported.join(", ")} };\n})();`);
}

function sourceOf(name: string): string {
  const text = readFileSync(new URL(`./browser/${name}${EXTENSION}`, import.meta.url), "utf8");
  return EXTENSION === ".ts" ? stripTypeScriptTypes(text) : text;
}
