// A message as one object of JSON, with the names that mosquitto_sub gives its fields.

import type { ReceivedMessage } from "../runtime/client/index.ts";
import { isoMicroseconds } from "./strftime.ts";

/** A payload was to be JSON, and is none. */
export class NotJson extends Error {
  override readonly name = "NotJson";
}

/** Writes it. With `isEmbedded` the payload is JSON itself, and stands as such; `NotJson` is thrown where it is none. */
export function messageJson(message: ReceivedMessage, moment: Date, isEmbedded: boolean, isPretty: boolean): string {
  const { topic, qos, retain, payload, packetId } = message;
  const properties = propertiesOf(message);
  const fields = {
    tst: isoMicroseconds(moment),
    topic,
    qos,
    retain: retain ? 1 : 0,
    payloadlen: payload.length,
    ...(qos > 0 && { mid: packetId }),
    ...(Object.keys(properties).length > 0 && { properties }),
    payload: isEmbedded ? embedded(message) : quoted(payload),
  };
  return JSON.stringify(fields, undefined, isPretty ? "\t" : undefined);
}

function propertiesOf({ properties }: ReceivedMessage): object {
  const { userProperties, correlationData, subscriptionIdentifiers = [], ...others } = properties;
  const named = Object.entries(others).map(([name, value]) => [
    name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    value as unknown,
  ]);
  return {
    ...Object.fromEntries(named),
    ...(correlationData && { "correlation-data": Buffer.from(correlationData).toString() }),
    ...(subscriptionIdentifiers.length > 0 && { "subscription-identifier": subscriptionIdentifiers[0] }),
    // Of two with the same name, the last one is seen: an object of JSON has no more.
    ...(userProperties && { "user-properties": Object.fromEntries(userProperties) }),
  };
}

function embedded(message: ReceivedMessage): unknown {
  if (message.payload.length === 0) return null;
  try {
    return JSON.parse(message.text());
  } catch (cause) {
    throw new NotJson(`the payload is no JSON on topic ${message.topic}`, { cause });
  }
}

// What is no text stands as a list of its bytes.
function quoted(payload: Uint8Array): unknown {
  if (payload.length === 0) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(payload);
  } catch {
    return [...payload];
  }
}
