// A record as text, and back: JSON, with bytes in base64 and moments by the calendar, since a clock that starts anew means nothing later.

import type { StoredRecord } from "../../models/index.ts";

/** What turns the broker's clock into the calendar's: milliseconds to be added. */
export type CalendarOffset = number;

const BYTES = "$bytes";
const MOMENT = "expiresAtMs";

/** Writes a value that has no moments. */
export function written(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) => (one instanceof Uint8Array ? textOfBytes(one) : one));
}

/** Reads such a value. Throws where the text is none. */
export function parsed(text: string): unknown {
  return JSON.parse(text, (_key, one: unknown) => (isObject(one) ? (bytesIn(one) ?? one) : one));
}

function textOfBytes(bytes: Uint8Array): object {
  return { [BYTES]: Buffer.from(bytes).toString("base64") };
}

function bytesIn(value: Readonly<Record<string, unknown>>): Uint8Array | undefined {
  const bytes = value[BYTES];
  return typeof bytes === "string" ? new Uint8Array(Buffer.from(bytes, "base64")) : undefined;
}

/** Writes a record. */
export function recordText(record: StoredRecord, offsetMs: CalendarOffset): string {
  return JSON.stringify(record, (key, value: unknown) => {
    if (value instanceof Uint8Array) return textOfBytes(value);
    return key === MOMENT && typeof value === "number" ? value + offsetMs : value;
  });
}

/** Reads a record. Throws where the text is none. */
export function readRecord(text: string, offsetMs: CalendarOffset): StoredRecord {
  const record: unknown = JSON.parse(text, (key, value: unknown) => {
    if (key === MOMENT && typeof value === "number") return value - offsetMs;
    if (!isObject(value)) return value;
    const bytes = bytesIn(value);
    if (bytes !== undefined) return bytes;
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
