// The pages of docs/generated: every sentence of both versions with what proves it, the tables, and the machines. `npm run docs:generate`

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { CLIENT_FAULTS, FAULTS } from "../conformance/faults/index.ts";
import { cases, clientCases } from "../conformance/index.ts";
import { isNumbered, REQUIREMENTS, type Version } from "../spec/index.ts";
import { brokerConfigJson, brokerConfigPage, SCHEMA_NAME } from "./pages/broker-config.ts";
import { machinePages } from "./pages/machines.ts";
import { page, table } from "./pages/markdown.ts";
import { sectionPage, sectionsOf, versionPage } from "./pages/sections.ts";
import { packetsPage, propertiesPage, reasonCodesPage } from "./pages/tables.ts";
import { requirementsJson, traceabilityPage } from "./pages/traceability.ts";

/** Where they go. */
export const FOLDER = join(import.meta.dirname, "generated");

const VERSIONS: readonly Version[] = ["3.1.1", "5.0"];

/** Every page, by its path below the folder. */
export function allPages(): ReadonlyMap<string, string> {
  return new Map([
    ["README.md", start()],
    ...VERSIONS.flatMap((version) => [
      [`${version}/README.md`, versionPage(version)] as const,
      [`${version}/traceability.md`, traceabilityPage(version)] as const,
      ...sectionsOf(version).map((section) => [section.path, sectionPage(section)] as const),
    ]),
    ["tables/packets.md", packetsPage()],
    ["tables/properties.md", propertiesPage()],
    ["tables/reason-codes.md", reasonCodesPage()],
    ...[...machinePages()].map(([name, made]) => [`machines/${name}`, made] as const),
    ["requirements.json", requirementsJson()],
    ["broker-config.md", brokerConfigPage()],
    [SCHEMA_NAME, brokerConfigJson()],
  ]);
}

function start(): string {
  const rows = VERSIONS.map((version) => {
    const own = REQUIREMENTS.filter(({ id }) => id.startsWith(`${version}/`));
    const count = (all: readonly { readonly version: Version }[]): string =>
      String(all.filter((one) => one.version === version).length);
    return [
      `[MQTT ${version}](${version}/README.md)`,
      String(own.filter(({ id }) => isNumbered(id)).length),
      String(own.filter(({ id }) => !isNumbered(id)).length),
      count(cases),
      count(clientCases),
      `[table](${version}/traceability.md)`,
    ];
  });
  return page(
    "# The standard, and what proves it",
    "",
    "Made by `npm run docs:generate` from the statements, the cases, the seeded faults, the golden examples and the machines; a test holds that these pages are not older than they are.",
    "",
    ...table(
      ["", "numbered statements", "rules without a number", "broker cases", "client cases", "traceability"],
      rows,
    ),
    "",
    `${FAULTS.length + CLIENT_FAULTS.length} brokers and clients are broken on purpose, each by one sentence; each is found out, and each case finds at least one of them.`,
    "",
    "- Tables: [control packets](tables/packets.md), [properties](tables/properties.md), [reason codes](tables/reason-codes.md)",
    "- [The machines](machines/README.md): diagrams, truth tables, and what each arrow obeys",
    "- [The config file of the broker](broker-config.md)",
    "- [requirements.json](requirements.json): all of it as data",
    "",
    "`touchstone explain MQTT-3.3.1-1` shows a statement in a terminal; `touchstone test mqtt://host --requirement MQTT-3.3.1-1` judges a broker by it.",
  );
}

/** Writes all pages anew. */
export function writePages(): void {
  rmSync(FOLDER, { recursive: true, force: true });
  for (const [path, content] of allPages()) {
    const file = join(FOLDER, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

if (import.meta.main) writePages();
