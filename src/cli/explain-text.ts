// What `touchstone explain` prints for a person.

import { styleText } from "node:util";
import type {
  PacketSubject,
  PropertySubject,
  ReasonCodeSubject,
  RequirementSubject,
  Sentence,
  Subject,
} from "./subjects.ts";

const LABEL_WIDTH = 13;

/** The lines that explain one subject. */
export function explanationLines(subject: Subject): readonly string[] {
  switch (subject.kind) {
    case "requirement":
      return requirementLines(subject);
    case "reason code":
      return reasonCodeLines(subject);
    case "property":
      return propertyLines(subject);
    case "packet":
      return packetLines(subject);
  }
}

function requirementLines(subject: RequirementSubject): readonly string[] {
  const numbered = subject.id.includes("/MQTT-") ? "" : " (the number is ours: the standard gave it none)";
  return [
    `${styleText("bold", subject.id)}, section ${subject.section} of MQTT ${subject.version}${numbered}`,
    `  ${subject.text}`,
    line("level", subject.level),
    line("binds", subject.binds === "both" ? "client and server" : subject.binds),
    ...(subject.error ? [line("breach", `a ${subject.error}`)] : []),
    line("observed at", subject.observedAt.length > 0 ? subject.observedAt.join(", ") : "nowhere from outside"),
    ...(subject.note ? [line("note", subject.note)] : []),
    ...(subject.waiver ? [line("waived", subject.waiver)] : []),
    ...many("cases", subject.cases.length > 0 ? subject.cases : ["none yet"]),
  ];
}

function reasonCodeLines(subject: ReasonCodeSubject): readonly string[] {
  const names = subject.names.map((row) => row.name);
  const title = names.length > 0 ? names.join(" / ") : "a return code of MQTT 3.1.1";
  const verdict = subject.names.length === 0 ? "" : subject.code < 0x80 ? ", a success" : ", a failure";
  return [
    `${styleText("bold", `${hexByte(subject.code)} (${subject.code}) ${title}`)}${verdict}`,
    ...subject.names.flatMap(({ name, packets }) =>
      Object.entries(packets).map(([packet, from]) =>
        line(packet, `${names.length > 1 ? `${name}, ` : ""}${sentBy(from)}`),
      ),
    ),
    ...subject.returnCodes.map(({ packet, name }) => line(packet, `${name} (MQTT 3.1.1)`)),
  ];
}

function propertyLines(subject: PropertySubject): readonly string[] {
  const { minimum, maximum } = subject;
  const field =
    subject.plural === undefined ? subject.name : `${subject.name}, ${subject.plural} where it may be repeated`;
  return [
    `${styleText("bold", `${hexByte(subject.id)} (${subject.id}) ${subject.title}`)}, a property of MQTT 5.0`,
    line("field", field),
    line("type", subject.type),
    ...(minimum !== undefined || maximum !== undefined ? [line("bounds", `${minimum ?? 0} to ${maximum}`)] : []),
    ...(subject.outOfRange !== undefined ? [line("out of them", `earns ${hexByte(subject.outOfRange)}`)] : []),
    ...(subject.default !== undefined ? [line("absent", `means ${subject.default}`)] : []),
    line(
      "carried by",
      subject.carriers.map(({ carrier }) => (carrier === "WILL" ? "CONNECT (Will Properties)" : carrier)).join(", "),
    ),
    ...sentences("repeated", subject.carriers, ({ twice }) => twice, "may be repeated"),
    ...sentences("range", subject.carriers, ({ range }) => range, undefined),
  ];
}

/** The sentences of a property, each once, with the packets that it speaks of. */
function sentences(
  label: string,
  carriers: PropertySubject["carriers"],
  pick: (use: PropertySubject["carriers"][number]) => Sentence | undefined,
  otherwise: string | undefined,
): readonly string[] {
  const byText = new Map<string, string[]>();
  for (const use of carriers) {
    const found = pick(use);
    const told = found === undefined ? otherwise : `${found.id}: ${found.text}`;
    if (told !== undefined) byText.set(told, [...(byText.get(told) ?? []), use.carrier]);
  }
  return [...byText].map(([told, packets]) =>
    line(label, packets.length === carriers.length ? told : `${packets.join(", ")}: ${told}`),
  );
}

function packetLines(subject: PacketSubject): readonly string[] {
  const flags = subject.flags === null ? "DUP, QoS (two bits), RETAIN" : subject.flags.toString(2).padStart(4, "0");
  const first = subject.flags === null ? "" : `, first byte ${hexByte((subject.type << 4) | subject.flags)}`;
  return [
    `${styleText("bold", subject.name)}, control packet type ${subject.type}${first}`,
    line("flags", flags),
    ...subject.flagsRule.map(({ id, text }) => line("", `${id}: ${text}`)),
    ...Object.entries(subject.from).map(([version, from]) => line(`MQTT ${version}`, sentBy(from))),
    ...("3.1.1" in subject.from ? [] : [line("MQTT 3.1.1", "does not know it")]),
    ...many("properties", subject.properties),
    ...many("of the Will", subject.willProperties),
    ...many(
      "reason codes",
      subject.reasonCodes.map(({ code, name, from }) => `${hexByte(code)} ${name}, ${sentBy(from)}`),
    ),
  ];
}

function sentBy(from: string): string {
  return from === "both" ? "sent by either side" : `sent by the ${from}`;
}

function line(label: string, text: string): string {
  return `  ${styleText("dim", label.padEnd(LABEL_WIDTH))} ${text}`;
}

function many(label: string, texts: readonly string[]): readonly string[] {
  return texts.map((text, index) => line(index === 0 ? label : "", text));
}

function hexByte(value: number): string {
  return `0x${value.toString(16).toUpperCase().padStart(2, "0")}`;
}
