// What the options of `touchstone pub` and `sub` make of a connection, and what they refuse.

import { describe, expect, test } from "vitest";
import { connectionOf, type MqttFlags } from "./mqtt-options.ts";
import { readProperties } from "./mqtt-properties.ts";

const BARE: MqttFlags = { qos: 0 };
const place = (flags: Partial<MqttFlags>) => {
  const { url, topics } = connectionOf({ ...BARE, ...flags });
  return [url, ...topics];
};
const options = (flags: Partial<MqttFlags>) => connectionOf({ ...BARE, ...flags }).options;

test.each([
  [{}, ["mqtt://localhost"]],
  [{ host: "h", port: 1 }, ["mqtt://h:1"]],
  [{ host: "::1" }, ["mqtt://[::1]"]],
  [{ port: 8883 }, ["mqtts://localhost:8883"]],
  [{ insecure: true }, ["mqtts://localhost"]],
  [{ ws: true, port: 80 }, ["ws://localhost:80"]],
  [{ unix: "/run/m.sock" }, ["unix:/run/m.sock"]],
  [{ url: "mqtt://u:p@h:1/a/b%20c", topic: ["t"] }, ["mqtt://u:p@h:1", "a/b c", "t"]],
  [{ url: "mqtts://h/a/#" }, ["mqtts://h", "a/#"]],
  [{ url: "ws://h:1/path" }, ["ws://h:1/path"]],
] as const)("%j leads to %j", (flags, expected) => {
  expect(place(flags)).toEqual(expected);
});

test("a session that is taken up stays for ever, unless -x says how long", () => {
  const expiry = (flags: Partial<MqttFlags>) => options({ id: "i", ...flags }).properties?.sessionExpiryInterval;
  expect(expiry({})).toBeUndefined();
  expect(expiry({ disableCleanSession: true })).toBe(0xffff_ffff);
  expect(expiry({ disableCleanSession: true, sessionExpiryInterval: 5 })).toBe(5);
  expect(options({ id: "i", disableCleanSession: true, mqttVersion: "3.1.1" })).toEqual({
    protocolVersion: 4,
    clientId: "i",
    clean: false,
  });
});

test.each([
  [{ url: "mqtt://h", host: "h" }, "give one of -L, --unix, and -h with -p"],
  [{ id: "a", idPrefix: "b" }, "give -i or -I, not both"],
  [{ disableCleanSession: true }, "-c takes up the session of a client identifier: give that with -i"],
  [{ mqttVersion: "3.1.1", sessionExpiryInterval: 1 }, "MQTT 3.1.1 has no properties: leave out -V, or -D and -x"],
  [{ cert: "c" }, "--cert and --key go together"],
  [{ capath: "/no/such" }, "cannot read the folder /no/such of --capath"],
  [{ pw: "a", passwordEnv: "B" }, "give one of -P, --password-file and --password-env"],
  [{ passwordEnv: "NO_SUCH_VARIABLE" }, "the environment variable NO_SUCH_VARIABLE of --password-env is not set"],
] as const)("%j is refused", (flags, message) => {
  expect(() => connectionOf({ ...BARE, ...flags })).toThrow(message);
});

describe("-D", () => {
  test("is read in groups, under the names of the client's options", () => {
    const words =
      "publish user-property a 1 CONNECT receive-maximum 5 publish user-property a 2 " +
      "publish payload-format-indicator 1 will will-delay-interval 3 disconnect session-expiry-interval 0";
    expect(readProperties(words.split(" "))).toEqual({
      publish: {
        userProperties: [
          ["a", "1"],
          ["a", "2"],
        ],
        payloadFormatIndicator: true,
      },
      connect: { receiveMaximum: 5 },
      will: { willDelayInterval: 3 },
      disconnect: { sessionExpiryInterval: 0 },
    });
  });

  test.each([
    ["publish user-property k", "wants a name and a value: -D publish user-property NAME VALUE"],
    ["pub x y", '-D knows no command "pub": it is one of connect, publish, will, subscribe, unsubscribe, disconnect'],
    ["publish no-such x", '-D publish has no property "no-such": known are payload-format-indicator'],
    ["publish content-type", "-D publish content-type wants a value"],
    ["publish message-expiry-interval soon", 'wants a whole number, not "soon"'],
    ["publish payload-format-indicator 2", 'is 0 or 1, not "2"'],
    ["disconnect user-property a b", '-D disconnect has no property "user-property"'],
  ])("%s is refused", (words, message) => {
    expect(() => readProperties(words.split(" "))).toThrow(message);
  });
});
