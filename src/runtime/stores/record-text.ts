// A record as text, and back: JSON, with bytes in base64 and moments by the calendar, since a clock that starts anew means nothing later.

import type { Message, StoredRecord } from "../../models/index.ts";

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
  if (!("message" in record) || record.message === undefined) return JSON.stringify(record);
  return JSON.stringify({ ...record, message: messageToText(record.message, offsetMs) });
}

/** Reads a record. Throws where the text is none. A start reads them by the million: what has no bytes is not looked through. */
export function readRecord(text: string, offsetMs: CalendarOffset): StoredRecord {
  const record: unknown = JSON.parse(text);
  if (!isObject(record) || !KINDS.includes(String(record["kind"]))) throw new TypeError("it is no record");
  const { message } = record;
  return (isObject(message) ? { ...record, message: messageFromText(message, offsetMs) } : record) as StoredRecord;
}

function messageToText({ payload, properties, expiresAtMs, ...message }: Message, offsetMs: CalendarOffset): object {
  const { correlationData, ...others } = properties;
  return {
    ...message,
    payload: textOfBytes(payload),
    properties: correlationData === undefined ? others : { ...others, correlationData: textOfBytes(correlationData) },
    ...(expiresAtMs !== undefined && { [MOMENT]: expiresAtMs + offsetMs }),
  };
}

function messageFromText(message: Readonly<Record<string, unknown>>, offsetMs: CalendarOffset): object {
  const payload = isObject(message["payload"]) ? bytesIn(message["payload"]) : undefined;
  const properties = message["properties"];
  if (payload === undefined || !isObject(properties)) throw new TypeError("its message is none");
  const data = properties["correlationData"];
  const moment = message[MOMENT];
  return {
    ...message,
    payload,
    properties: isObject(data) ? { ...properties, correlationData: bytesIn(data) } : properties,
    // JSON leaves out what is undefined; a message has it.
    [MOMENT]: typeof moment === "number" ? moment - offsetMs : undefined,
  };
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
