// Where a trace goes: a file of text, a capture, or standard error.

import { fstatSync, openSync, writeSync } from "node:fs";
import type { Observer } from "../../notice.ts";
import { captureHead, capturePacket } from "./capture-trace.ts";
import { traceText } from "./text-trace.ts";
import { traceObserver } from "./trace.ts";

/** Who is traced, and where to. */
export interface TraceOptions {
  readonly clientId: string;
  /** A name that ends in `.pcapng` makes a capture; any other, text. Standard error where none is named. What is there already stays. */
  readonly file?: string | undefined;
  /** Who writes it, as in `mqtt-touchstone 1.0.0`. */
  readonly application: string;
}

/** For their owner alone: payloads are in it. */
const SECRET = 0o600;

/** Opens a trace, for a broker to be watched by. Throws the system's error where its file cannot be written. */
export function openTrace({ clientId, file, application }: TraceOptions): Observer {
  if (file === undefined)
    return traceObserver(clientId, (entry) => void process.stderr.write(traceText(entry, new Date())));
  const fd = openSync(file, "a", SECRET);
  if (!file.endsWith(".pcapng"))
    return traceObserver(clientId, (entry) => void writeSync(fd, traceText(entry, new Date())));
  if (fstatSync(fd).size === 0) writeSync(fd, captureHead(application, clientId));
  return traceObserver(clientId, (entry) => void writeSync(fd, capturePacket(entry, Date.now())));
}
