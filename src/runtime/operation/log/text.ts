// A line of the log as a person reads it: when, how bad, what, and what else is known.

import { printable } from "../../../inspect/index.ts";

const PLAIN = /^[\w.:/@+-]+$/;

/** The line for a person, made of the one for a program. No character of it can steer a terminal. */
export function textLine(json: string): string {
  const { level, time, event, ...fields } = JSON.parse(json) as Record<string, unknown>;
  const known = Object.entries(fields).map(([name, value]) => ` ${name}=${shown(value)}`);
  return `${time} ${String(level).padEnd(5)} ${event}${known.join("")}\n`;
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.map(shown).join(",");
  const text = String(value);
  return PLAIN.test(text) ? text : printable(JSON.stringify(text));
}
