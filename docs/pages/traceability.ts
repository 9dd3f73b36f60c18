// The traceability table: each sentence, and what is done about it, in numbers; and the same as data.

import { type Version, versionOf } from "../../spec/index.ts";
import { EVIDENCE, type Evidence } from "./evidence.ts";
import { page, sentenceLink, table } from "./markdown.ts";

/** The table of one version. */
export function traceabilityPage(version: Version): string {
  const own = EVIDENCE.filter(({ sentence: { id } }) => versionOf(id) === version);
  return page(
    `# Traceability of MQTT ${version}`,
    "",
    "[All pages](../README.md) · What judges each sentence. A sentence without cases is shown by vectors of the codec, leaves somebody free, or is waived; its page says why.",
    "",
    ...table(
      ["statement", "level", "binds", "broker cases", "client cases", "faults", "machines", "vectors", "otherwise"],
      own.map(row),
    ),
  );
}

function row(one: Evidence): readonly string[] {
  const { id, level, binds } = one.sentence;
  const counts = [one.brokerCases, one.clientCases, one.faults, one.machines, one.vectors];
  return [
    sentenceLink(id, id.slice(id.indexOf("/") + 1)),
    level,
    binds,
    ...counts.map(({ length }) => String(length || "")),
    one.waiver !== undefined ? "waived" : one.freedom !== undefined ? "free" : "",
  ];
}

/** Every sentence as data. */
export function requirementsJson(): string {
  const requirements = EVIDENCE.map(({ sentence, vectors, missing: _, ...proof }) => ({
    ...sentence,
    version: versionOf(sentence.id),
    ...proof,
    vectors: vectors.map(({ name }) => name),
  }));
  return `${JSON.stringify({ schema: 1, requirements }, undefined, 2)}\n`;
}
