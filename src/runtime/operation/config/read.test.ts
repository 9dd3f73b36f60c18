// Config files: what is read, and what somebody is told who has mistyped.

import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { createBroker, DEFAULT_BROKER_OPTIONS } from "../../../models/index.ts";
import { contradictionsIn, withDefaults } from "./effective.ts";
import { brokerOptionsOf } from "./options.ts";
import { ConfigError, readConfig } from "./read.ts";
import { configJsonSchema, type JsonSchema } from "./schema.ts";
import { securitySettingsOf } from "./security-settings.ts";

/** All that is wrong with a config file. */
function problems(text: string): readonly string[] {
  try {
    readConfig(text, "b.yaml");
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).problems;
  }
}

describe("a config file", () => {
  test("is read from YAML and from JSON alike", () => {
    const yaml = "listeners: [mqtt://127.0.0.1:0]\nlimits:\n  maximumQos: 1 # enough\n";
    const json = '{"listeners": ["mqtt://127.0.0.1:0"], "limits": {"maximumQos": 1}}';
    expect(readConfig(yaml, "b.yaml")).toEqual({ listeners: ["mqtt://127.0.0.1:0"], limits: { maximumQos: 1 } });
    expect(readConfig(json, "b.json")).toEqual(readConfig(yaml, "b.yaml"));
  });

  test("with nothing but comments says nothing", () => {
    expect(readConfig("# to be written\n", "b.yaml")).toEqual({});
  });

  test("that has several mistakes is told of each, in their order, with its line and its column", () => {
    const text = [
      "listeners:",
      "  - http://example.org",
      "  - {url: mqtts://a, tls: {cert: a.pem, kee: a.key}}",
      "limits:",
      "  maximumQos: 3",
      "  receiveMaximum: many",
      "  recieveMaximum: 1",
      "log: debug",
      "store: {file: x, durability: ful}",
      "sysIntervalSeconds: 2.5",
    ].join("\n");
    expect(problems(text)).toEqual([
      'b.yaml:2:5: listeners[0]: expected mqtt://host:port, mqtts://, ws://, wss:// or unix:/path, found "http://example.org"',
      "b.yaml:3:27: listeners[1].tls.key: expected a text that is not empty, found nothing",
      "b.yaml:3:41: listeners[1].tls.kee: there is no such key: did you mean key?",
      "b.yaml:5:15: limits.maximumQos: expected 0 or 1 or 2, found 3",
      'b.yaml:6:19: limits.receiveMaximum: expected a whole number from 1 to 65535, found "many"',
      "b.yaml:7:3: limits.recieveMaximum: there is no such key: did you mean receiveMaximum?",
      'b.yaml:8:6: log: expected keys (level, format, file), found "debug"',
      'b.yaml:9:30: store.durability: expected "full" or "normal" or "none", found "ful"',
      "b.yaml:10:21: sysIntervalSeconds: expected a whole number from 0 to 86400, found 2.5",
    ]);
  });

  test.each([
    ["colour: red", "b.yaml:1:1: colour: there is no such key: allowed are listeners, tls, "],
    ["- 1", "b.yaml:1:1: the file: expected keys (listeners, "],
    ["limits:\n  maximumQos: [", "b.yaml:2:"],
    ["admin: '1'\nadmin: '2'", "b.yaml:2:1: "],
    ["security: {anonymous: yes}", 'b.yaml:1:23: security.anonymous: expected true or false, found "yes"'],
    ["security: {slowdown: true}", "b.yaml:1:22: security.slowdown: expected false or keys (free, firstMs, "],
    [
      "security: {clientIds: {users: {ann: lamp}}}",
      'b.yaml:1:37: security.clientIds.users.ann: expected a list of at least one, found "lamp"',
    ],
    [
      "security: {jwt: {secretFile: s, issuer: i}}",
      "b.yaml:1:17: security.jwt.audience: expected a text that is not empty or a list",
    ],
    [
      "security: {certificate: cn}",
      'b.yaml:1:25: security.certificate: expected "commonName" or "dns" or "email" or "uri"',
    ],
    ["listeners: []", "b.yaml:1:12: listeners: expected a list of at least one, found []"],
    ["admin: everywhere", 'b.yaml:1:8: admin: expected host:port, or a port, found "everywhere"'],
    [
      "limits: {messageRate: {perSecond: 0, burst: 1}}",
      "b.yaml:1:35: limits.messageRate.perSecond: expected a number above 0",
    ],
    ["log: *nowhere", "b.yaml: Unresolved alias"],
    ["listeners: [4]", "b.yaml:1:13: listeners[0]: expected a text that is not empty or keys (url, tls), found 4"],
  ])("%j is told in one line", (text, line) => {
    expect(problems(text).map((problem) => problem.slice(0, line.length))).toEqual([line]);
    expect(problems(text)[0]).not.toContain("\n");
  });

  test("of the guide can be used, and its JSON schema agrees", () => {
    const guide = readFileSync(new URL("../../../../docs/broker.md", import.meta.url), "utf8");
    const [, shown = ""] = /```yaml\n([\s\S]*?)```/.exec(guide) ?? [];
    const config = readConfig(shown, "broker.yaml");
    expect(contradictionsIn(withDefaults(config))).toEqual([]);
    expect(config.listeners).toHaveLength(3);
    const isValid = new Ajv2020({ strict: true }).compile(configJsonSchema());
    expect(isValid(config), JSON.stringify(isValid.errors)).toBe(true);
    expect(isValid(withDefaults(config))).toBe(true);
    expect(isValid({ ...config, colour: "red" })).toBe(false);
  });

  test("of the page about security is one, and becomes settings of it", () => {
    const page = readFileSync(new URL("../../../../docs/security.md", import.meta.url), "utf8");
    const [, shown = ""] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
    expect(securitySettingsOf(readConfig(shown, "broker.yaml"))).toEqual({
      passwordFile: "users",
      scramFile: "keys",
      jwt: {
        keys: { jwksUrl: "https://issuer.example/keys" },
        issuer: "https://issuer.example",
        audience: "broker",
        permissions: "scope",
      },
      certificate: "commonName",
      clientIds: { everybody: ["%u", "%u:*"] },
      accessFile: "access",
      anonymous: false,
    });
  });

  test.each([
    ["nothing", {}, undefined],
    ["anonymous", { anonymous: true }, undefined],
    ["access rules alone", { accessFile: "a" }, { accessFile: "a", anonymous: true }],
    ["a way in", { passwordFile: "p" }, { passwordFile: "p", anonymous: false }],
    ["a way in and anonymous", { scramFile: "s", anonymous: true }, { scramFile: "s", anonymous: true }],
  ])("that says %s of security", (_, security, expected) => {
    expect(securitySettingsOf({ security })).toEqual(expected);
  });

  test("that is a bomb of aliases is refused", () => {
    const levels = Array.from({ length: 9 }, (_, i) => `k${i + 1}: &l${i + 1} [${`*l${i},`.repeat(9)}]`);
    expect(() => readConfig(`k0: &l0 [1]\n${levels.join("\n")}`, "b.yaml")).toThrow(ConfigError);
  });
});

describe("the options of the broker", () => {
  test("come from the words of the config file", () => {
    const config = readConfig(
      `limits: {maximumPacketSizeBytes: 1000, serverKeepAliveSeconds: 30, connectionRate: {perSecond: 5, burst: 10}}
features: {retainedMessages: false}
choices: {qos2Delivery: on PUBREL}
redirection: {reason: server moved, serverReference: elsewhere.org}`,
      "b.yaml",
    );
    expect(brokerOptionsOf(config)).toEqual({
      maximumPacketSize: 1000,
      serverKeepAlive: 30,
      connectionRate: { perSecond: 5, burst: 10 },
      retainAvailable: false,
      choices: { ...DEFAULT_BROKER_OPTIONS.choices, qos2Delivery: "on PUBREL" },
      redirection: { reasonCode: 0x9d, serverReference: "elsewhere.org" },
    });
  });

  test("are the broker's own where the file says nothing, and where it says what holds anyway", () => {
    expect(brokerOptionsOf({})).toEqual({});
    const { limits, features, choices } = configJsonSchema().properties ?? {};
    const said = { limits: defaultsOf(limits), features: defaultsOf(features), choices: defaultsOf(choices) };
    const config = readConfig(JSON.stringify(said), "b.json");
    expect(createBroker(brokerOptionsOf(config)).options).toEqual(DEFAULT_BROKER_OPTIONS);
    expect(Object.keys(said.limits).length).toBeGreaterThan(15);
  });
});

function defaultsOf(schema: JsonSchema | undefined) {
  const rows = Object.entries(schema?.properties ?? {}).filter(([, { default: byDefault }]) => byDefault !== undefined);
  return Object.fromEntries(rows.map(([key, { default: byDefault }]) => [key, byDefault]));
}
