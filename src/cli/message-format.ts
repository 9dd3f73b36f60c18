// How `touchstone sub` writes a message: the format letters of mosquitto_sub, from `%t` to `\n`.

import type { ReceivedMessage } from "../runtime/client/index.ts";
import { Failure } from "./failure.ts";
import { messageJson, NotJson } from "./message-json.ts";
import { isoTime, timeLetter } from "./strftime.ts";

/** Writes a message that came at a moment. Throws `NotJson` where a format wants a payload that is JSON, and it is none. */
export type MessageFormat = (message: ReceivedMessage, moment: Date) => Uint8Array;

export { NotJson };

type Piece = (message: ReceivedMessage, moment: Date) => string | Uint8Array;

/** How wide, and how it is filled. */
interface Field {
  readonly isLeft: boolean;
  readonly pad: string;
  readonly width: number;
  readonly most: number | undefined;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\",
  0: "\0",
  a: "\u0007",
  e: "\u001b",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** The payload alone, with its topic before it where that is asked for. */
export function plainFormat(withTopic: boolean): MessageFormat {
  return ({ topic, payload }) => (withTopic ? joined([`${topic} `, payload]) : payload);
}

/** Reads a format. Throws a `Failure` that names what it does not know. */
export function readFormat(format: string, isPretty = false): MessageFormat {
  const pieces: Piece[] = [];
  let literal = "";
  const put = (piece: Piece): void => {
    const text = literal;
    if (text !== "") pieces.push(() => text);
    literal = "";
    pieces.push(piece);
  };
  const sequence = /%(-?0?)(\d*)(?:\.(\d+))?([^\d.]?)|@(.?)|\\(.?)|[^%@\\]+/gsu;
  for (const [whole, flags = "", width, most, letter, time, escaped] of format.matchAll(sequence)) {
    if (letter !== undefined) {
      if (letter === "%") literal += "%";
      else put(parameter(whole, letter, fieldOf(flags, width, most), isPretty));
    } else if (time !== undefined) {
      if (time === "@") literal += "@";
      else put(timePiece(whole, time));
    } else if (escaped !== undefined) literal += escapeOf(whole, escaped);
    else literal += whole;
  }
  const rest = literal;
  if (rest !== "") pieces.push(() => rest);
  return (message, moment) => joined(pieces.map((piece) => piece(message, moment)));
}

function fieldOf(flags: string, width: string | undefined, most: string | undefined): Field {
  const isLeft = flags.includes("-");
  return {
    isLeft,
    pad: flags.includes("0") && !isLeft ? "0" : " ",
    width: Number(width || "0"),
    most: most === undefined ? undefined : Number(most),
  };
}

function parameter(whole: string, letter: string, field: Field, isPretty: boolean): Piece {
  const number =
    (of: (message: ReceivedMessage) => number | undefined): Piece =>
    (message) =>
      filled(String(of(message) ?? ""), field);
  const text =
    (of: (message: ReceivedMessage, moment: Date) => string | undefined): Piece =>
    (message, moment) =>
      filled((of(message, moment) ?? "").slice(0, field.most), { ...field, pad: " " });
  switch (letter) {
    case "A":
      return number(({ properties }) => properties.topicAlias);
    case "C":
      return text(({ properties }) => properties.contentType);
    case "D":
      return ({ properties }) => properties.correlationData ?? "";
    case "E":
      return number(({ properties }) => properties.messageExpiryInterval);
    case "F":
      return number(({ properties }) => properties.payloadFormatIndicator);
    case "I":
      return text((_, moment) => isoTime(moment));
    case "j":
    case "J":
      return (message, moment) => messageJson(message, moment, letter === "J", isPretty);
    case "l":
      return number(({ payload }) => payload.length);
    case "m":
      return number(({ packetId }) => packetId);
    case "P":
      return ({ properties }) => (properties.userProperties ?? []).map(([name, value]) => `${name}:${value}`).join(" ");
    case "p":
      return ({ payload }) => filledBytes(payload, field);
    case "q":
      return ({ qos }) => String(qos);
    case "R":
      return text(({ properties }) => properties.responseTopic);
    case "r":
      return ({ retain }) => (retain ? "1" : "0");
    case "S":
      return number(({ properties }) => properties.subscriptionIdentifiers?.[0]);
    case "t":
      return text(({ topic }) => topic);
    case "U":
      return (_, moment) => `${timeLetter("s")?.(moment)}.${timeLetter("N")?.(moment)}`;
    case "x":
      return ({ payload }) => hexadecimal(payload, field);
    case "X":
      return ({ payload }) => hexadecimal(payload, field).toUpperCase();
    default:
      throw new Failure(
        "usage",
        `the format has ${JSON.stringify(whole)}, which is ${letter === "" ? "cut short" : "unknown"}: ` +
          "known are %% %A %C %D %E %F %I %j %J %l %m %P %p %q %R %r %S %t %U %x %X",
      );
  }
}

function timePiece(whole: string, letter: string): Piece {
  const write = timeLetter(letter);
  if (write === undefined)
    throw new Failure("usage", `the format has ${JSON.stringify(whole)}: after @ stands a letter of strftime, N or @`);
  return (_, moment) => write(moment);
}

function escapeOf(whole: string, letter: string): string {
  const text = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined;
  if (text === undefined)
    throw new Failure("usage", `the format has ${JSON.stringify(whole)}: known are \\\\ \\0 \\a \\e \\n \\r \\t \\v`);
  return text;
}

function filled(text: string, { isLeft, pad, width }: Field): string {
  return isLeft ? text.padEnd(width, " ") : text.padStart(width, pad);
}

// A width is also the most that is shown of a payload, as it is in mosquitto_sub.
function filledBytes(payload: Uint8Array, { isLeft, pad, width }: Field): Uint8Array {
  if (width === 0) return payload;
  const shown = payload.subarray(0, width);
  const fill = pad.repeat(width - shown.length);
  return isLeft ? joined([shown, fill]) : joined([fill, shown]);
}

function hexadecimal(payload: Uint8Array, field: Field): string {
  const shown =
    field.width === 0 ? payload : payload.subarray(0, Math.floor(Math.min(field.width, payload.length) / 2));
  return filled(Buffer.from(shown).toString("hex"), field);
}

function joined(pieces: readonly (string | Uint8Array)[]): Uint8Array {
  return Buffer.concat(pieces.map((piece) => (typeof piece === "string" ? Buffer.from(piece) : piece)));
}
