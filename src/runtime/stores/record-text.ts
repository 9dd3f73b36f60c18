// A record as text, and back: JSON, with bytes in base64 and moments by the calendar, since a clock that starts anew means nothing later.

import type { StoredRecord } from "../../models/index.ts";

/** What turns the broker's clock into the calendar's: milliseconds to be added. */
export type CalendarOffset = number;

const BYTES = "$bytes";
const MOMENT = "expiresAtMs";

/** Writes a record. */
export function recordText(record: StoredRecord, offsetMs: CalendarOffset): string {
  return JSON.stringify(record, (key, value: unknown) => {
    if (value instanceof Uint8Array) return { [BYTES]: Buffer.from(value).toString("base64") };
    return key === MOMENT && typeof value === "number" ? value + offsetMs : value;
  });
}

/** Reads a record. Throws where the text is none. */
export function readRecord(text: string, offsetMs: CalendarOffset): StoredRecord {
  const record: unknown = JSON.parse(text, (key, value: unknown) => {
    if (key === MOMENT && typeof value === "number") return value - offsetMs;
    if (!isObject(value)) return value;
    const bytes = value[BYTES];
    if (typeof bytes === "string") return new Uint8Array(Buffer.from(bytes, "base64"));
    // JSON leaves out what is undefined; the message of a record has it.
    return "topicName" in value && "publisher" in value && !(MOMENT in value)
      ? { ...value, [MOMENT]: undefined }
      : value;
  });
  if (!isObject(record) || !KINDS.includes(String(record["kind"]))) throw new TypeError("it is no record");
  return record as unknown as StoredRecord;
}

const KINDS: readonly string[] = [
  "session",
  "subscription",
  "outbound",
  "inbound",
  "will",
  "retained",
] satisfies readonly StoredRecord["kind"][];

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
