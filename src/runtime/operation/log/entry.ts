// What an operator reads of a broker: one entry for each event that somebody may have to do something about, or look for later.

import type { LogLevel } from "./level.ts";

/** What happened. */
type LogEvent =
  | "listening"
  | "connected"
  | "disconnected"
  | "refused"
  | "authentication"
  | "keys"
  | "violation"
  | "dropped"
  | "packet"
  | "commit"
  | "reload"
  | "stopping"
  | "fault";

/** One line of the log. No entry holds a password, a token or a payload. */
export interface LogEntry {
  readonly level: Exclude<LogLevel, "silent">;
  readonly event: LogEvent;
  /** What else is known, under plain names with their units last; what is undefined is left out. */
  readonly fields: Readonly<Record<string, LogValue>>;
}

type LogValue = string | number | boolean | readonly string[] | undefined;

/** Where entries go. It may not throw. */
export type WriteLog = (entry: LogEntry) => void;
