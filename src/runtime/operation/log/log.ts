// The log: pino writes it, one object a line, or one line for a person.

import { closeSync, openSync } from "node:fs";
import { type DestinationStream, destination, pino, stdTimeFunctions } from "pino";
import type { LogEntry, WriteLog } from "./entry.ts";
import type { LogFormat, LogLevel } from "./level.ts";
import { textLine } from "./text.ts";

/** What is written, how, and where. */
export interface LogOptions {
  readonly level: LogLevel;
  readonly format: LogFormat;
  /** Standard error where none is named. Lines are added to what it holds. */
  readonly file?: string | undefined;
}

/** A log that is open. */
export interface Log {
  readonly write: WriteLog;
  readonly level: LogLevel;
  setLevel(level: LogLevel): void;
  /** Opens the file anew, for who has moved it away. Throws where it cannot be written, and goes on with the old one. */
  reopen(): void;
}

/** Opens a log. Throws the system's error where its file cannot be written. */
export function openLog({ level, format, file }: LogOptions): Log {
  let fd = file === undefined ? 2 : openSync(file, "a");
  // What is said of the end of a process must not be lost with it.
  const out = (): DestinationStream => destination({ fd, sync: true });
  let stream = out();
  const write = (line: string): void => {
    stream.write(format === "json" ? line : textLine(line));
  };
  // It is asked for at every packet, which is more than pino's own costs nothing at.
  let current: LogLevel = level;
  const logger = pino(
    {
      level,
      base: null,
      messageKey: "event",
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write },
  );
  return {
    write: ({ level, event, fields }: LogEntry) => logger[level](fields, event),
    get level() {
      return current;
    },
    setLevel: (fresh) => {
      current = fresh;
      logger.level = fresh;
    },
    reopen: () => {
      if (file === undefined) return;
      const fresh = openSync(file, "a");
      closeSync(fd);
      fd = fresh;
      stream = out();
    },
  };
}
