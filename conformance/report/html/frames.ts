// Bytes of a trace as the page shows them: packet by packet, with their fields and where each stands.

import type { Version } from "../../../spec/index.ts";
import { annotate, type Field, frameSize, toHex } from "../../../src/inspect/index.ts";
import { describe } from "../../describe.ts";
import type { TraceEvent } from "../../script.ts";
import type { FieldRow, FrameRow, Word } from "./shape.ts";

/** Keeps a text, and gives its place. */
export type Keep = (text: string) => Word;

/** The row of some bytes, read as this version. */
export function frameRow({ bytes, packet }: TraceEvent, version: Version, keep: Keep): FrameRow {
  const fields = fieldsOf(bytes, version);
  const words = packet === null ? notWhole(bytes) : describe(packet).slice(packet.type.length).trim();
  return [toHex(bytes), keep(packet?.type ?? ""), keep(words), fields.map((field) => fieldRow(field, keep))];
}

function notWhole(bytes: Uint8Array): string {
  return `${bytes.length === 1 ? "1 byte" : `${bytes.length} bytes`} that ${bytes.length === 1 ? "is" : "are"} no well-formed packet, or only a part of one`;
}

/** The fields of the packet; of several packets in one piece, a group for each. */
function fieldsOf(bytes: Uint8Array, version: Version): readonly Field[] {
  const groups: Field[] = [];
  for (let at = 0; at < bytes.length; ) {
    const rest = bytes.subarray(at);
    const size = Math.min(frameSize(rest) ?? rest.length, rest.length);
    const children = annotate(rest.subarray(0, size), version).map((field) => moved(field, at));
    groups.push({ offset: at, length: size, name: children[0]?.value ?? "", value: "", children });
    at += size;
  }
  return groups.length === 1 ? (groups[0]?.children ?? []) : groups;
}

function moved(field: Field, by: number): Field {
  const children = field.children?.map((child) => moved(child, by));
  return { ...field, offset: field.offset + by, ...(children && { children }) };
}

function fieldRow({ offset, length, name, value, bits, children = [] }: Field, keep: Keep): FieldRow {
  const rows = children.map((child) => fieldRow(child, keep));
  return [offset, length, keep(name), keep(value), keep(bits ?? ""), rows];
}
