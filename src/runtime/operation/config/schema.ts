// The config file of the broker, as a schema: every key, what it takes, and what holds where it is not there.

import { z } from "zod";
import { type Address, readAddress } from "../../transports/address.ts";
import { readAdminAddress } from "../admin-address.ts";
import { LOG_FORMATS, LOG_LEVELS } from "../log/level.ts";
import { choicesSchema, featuresSchema, limitsSchema } from "./limits-schema.ts";
import { securitySchema } from "./security-schema.ts";

const file = (description: string) => z.string().min(1).meta({ description });

const certificate = {
  cert: file("the certificate, with the chain behind it, in PEM"),
  key: file("its private key, in PEM"),
};

const tlsSchema = z.strictObject({
  ...certificate,
  ca: file("whose certificates clients are believed by, in PEM; with it clients are asked for one").optional(),
  requireCertificate: z.boolean().optional().meta({
    description:
      "lets nobody in without a certificate that ca has signed; without it who has none may show something else",
    default: false,
  }),
  names: z
    .array(
      z.strictObject({
        serverName: z.string().min(1).meta({ description: "as in mqtt.example.org or *.example.org" }),
        ...certificate,
      }),
    )
    .optional()
    .meta({ description: "certificates for clients that ask for a server by these names" }),
});

/** What TLS is told in the config file: names of files. */
export type TlsConfig = z.infer<typeof tlsSchema>;

const url = z
  .string()
  .min(1)
  .refine(isAddress, { error: "expected mqtt://host:port, mqtts://, ws://, wss:// or unix:/path" })
  .meta({
    description:
      "mqtt://host:port, mqtts://host:port, ws://host:port, wss://host:port or unix:/path; port 0 is one that is free",
  });

const listenerSchema = z.union([
  url,
  z.strictObject({ url, tls: tlsSchema.optional().meta({ description: "of this place, instead of the general one" }) }),
]);

/** The whole config file. All that follows from several keys together is judged where the settings are put together. */
export const configSchema = z
  .strictObject({
    listeners: z
      .array(listenerSchema)
      .min(1)
      .optional()
      .meta({ description: "where clients connect", default: ["mqtt://127.0.0.1:1883"] }),
    tls: tlsSchema.optional().meta({ description: "how the broker shows who it is, where it listens over TLS" }),
    security: securitySchema.optional().meta({ description: "who is let in, and what they may do" }),
    store: z
      .strictObject({
        file: file("the file that sessions, messages and subscriptions are kept in"),
        durability: z.enum(["full", "normal", "none"]).optional().meta({
          description:
            "what an acknowledged message survives: full, a kill and the loss of power; normal, a kill; none, nothing",
          default: "full",
        }),
      })
      .optional()
      .meta({ description: "what outlives the broker; without it all ends with the process" }),
    log: z
      .strictObject({
        level: z.enum(LOG_LEVELS).optional().meta({ description: "what is worth a line", default: "warn" }),
        format: z.enum(LOG_FORMATS).optional().meta({ description: "for people or for programs", default: "text" }),
        file: file("where lines go instead of standard error; they are added").optional(),
      })
      .optional()
      .meta({ description: "lines that an operator reads" }),
    admin: z
      .string()
      .refine((text) => readAdminAddress(text) !== undefined, { error: "expected host:port, or a port" })
      .optional()
      .meta({ description: "where /healthz and /metrics are, as host:port; a port alone is one of this machine" }),
    sysIntervalSeconds: z
      .int()
      .min(0)
      .max(86_400)
      .optional()
      .meta({ description: "how often $SYS topics are published; 0 for never", default: 10 }),
    trace: z
      .array(
        z.strictObject({
          clientId: z.string().meta({ description: "whose packets" }),
          file: file("where they go; a name in .pcapng makes a capture. Without it, standard error").optional(),
        }),
      )
      .optional()
      .meta({ description: "clients whose packets are written down, without their passwords" }),
    limits: limitsSchema.optional().meta({ description: "how much is allowed" }),
    features: featuresSchema.optional().meta({ description: "what is offered" }),
    choices: choicesSchema.optional().meta({ description: "where the standard leaves the broker free" }),
    responseInformation: z
      .string()
      .optional()
      .meta({ description: "the beginning of a Response Topic, for clients that ask for it" }),
    redirection: z
      .strictObject({
        reason: z
          .enum(["use another server", "server moved"])
          .meta({ description: "for now (0x9C), or from now on (0x9D)" }),
        serverReference: z.string().min(1).meta({ description: "where clients shall go instead" }),
      })
      .optional()
      .meta({ description: "sends all clients elsewhere" }),
  })
  .meta({ title: "The config file of touchstone broker" });

/** What a config file says. */
export type BrokerConfig = z.infer<typeof configSchema>;

function isAddress(text: string): boolean {
  try {
    const address: Address = readAddress(text);
    return address.kind !== undefined;
  } catch {
    return false;
  }
}

/** The schema as JSON Schema, for editors. */
export function configJsonSchema(): JsonSchema {
  return z.toJSONSchema(configSchema, { target: "draft-2020-12", io: "input" }) as JsonSchema;
}

/** As much of JSON Schema as ours has. */
export interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  /** Of a table whose keys are anybody's; false where all keys are known. */
  readonly additionalProperties?: boolean | JsonSchema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
}
