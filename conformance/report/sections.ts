// The sections of the standard by which reports group, and what they are called.

import type { Version } from "../../spec/index.ts";
import type { CaseResult } from "../verdict.ts";

const BOTH: Readonly<Record<string, string>> = {
  "1.5": "Data representation",
  "2": "Control Packets",
  "3.1": "CONNECT",
  "3.2": "CONNACK",
  "3.3": "PUBLISH",
  "3.4": "PUBACK",
  "3.5": "PUBREC",
  "3.6": "PUBREL",
  "3.7": "PUBCOMP",
  "3.8": "SUBSCRIBE",
  "3.9": "SUBACK",
  "3.10": "UNSUBSCRIBE",
  "3.11": "UNSUBACK",
  "3.12": "PINGREQ",
  "3.13": "PINGRESP",
  "3.14": "DISCONNECT",
  "3.15": "AUTH",
  "4.2": "Network connections",
  "4.3": "Quality of Service",
  "4.4": "Message delivery retry",
  "4.5": "Message receipt",
  "4.6": "Message ordering",
  "4.7": "Topic Names and Topic Filters",
  "6": "WebSocket",
  "7": "Conformance",
  "7.1": "Conformance",
};

const OWN: Readonly<Record<Version, Readonly<Record<string, string>>>> = {
  "3.1.1": {
    "2.1": "Structure of a Control Packet",
    "2.2": "Fixed header",
    "2.3": "Variable header",
    "4.1": "Storing state",
    "4.8": "Handling errors",
    "5.1": "Security",
  },
  "5.0": {
    "1.6": "Security",
    "2.1": "Structure of a Control Packet",
    "2.2": "Variable header",
    "4.1": "Session state",
    "4.8": "Subscriptions",
    "4.9": "Flow control",
    "4.10": "Request and response",
    "4.11": "Server redirection",
    "4.12": "Enhanced authentication",
    "4.13": "Handling errors",
  },
};

/** The title of a section, in the words of its version; empty where it has none here. */
export function sectionTitle(section: string, version: Version): string {
  return OWN[version][section] ?? BOTH[section] ?? "";
}

/** The section of two numbers at most that a section stands in: `3.3` for `3.3.1.2`. */
export function groupOf(section: string): string {
  return section.split(".").slice(0, 2).join(".");
}

/** The results of the cases of one section. */
export interface SectionResults {
  readonly version: Version;
  /** As in `3.3`. */
  readonly number: string;
  readonly title: string;
  readonly results: readonly CaseResult[];
}

/** The results by section, in the order of the standard, the older version first. */
export function bySection(results: readonly CaseResult[]): readonly SectionResults[] {
  const groups = Map.groupBy(results, ({ case: { version, section } }) => `${version} ${groupOf(section)}`);
  const sections = [...groups.values()].flatMap((members): readonly SectionResults[] => {
    const [first] = members;
    if (first === undefined) return [];
    const { version, section } = first.case;
    const number = groupOf(section);
    return [{ version, number, title: sectionTitle(number, version), results: members }];
  });
  const inOrder = new Intl.Collator("en", { numeric: true });
  return sections.sort((a, b) => inOrder.compare(`${a.version} ${a.number}`, `${b.version} ${b.number}`));
}
