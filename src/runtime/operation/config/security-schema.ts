// What the config file may say of security: who is let in, and what they may do. (5.0 §4.12, §5.4; 3.1.1 §5.4)

import { z } from "zod";

const file = (description: string) => z.string().min(1).optional().meta({ description });

const whole = (least: number, byDefault: number, description: string) =>
  z
    .int()
    .min(least)
    .optional()
    .meta({ description: `${description}; ${byDefault} unless told` });

const texts = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);

const jwtSchema = z.strictObject({
  jwksUrl: file("where the keys are: a JSON Web Key Set at an https:// url; http:// for this machine alone"),
  jwksFile: file("a JSON Web Key Set in a file"),
  publicKeyFile: file("a public key or a certificate, in PEM"),
  secretFile: file("a secret of at least 32 bytes, for HMAC"),
  issuer: texts.meta({ description: "whose tokens are taken: one, or a list" }),
  audience: texts.meta({ description: "for whom they must be made: one, or a list" }),
  algorithms: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .meta({ description: "as in RS256 or EdDSA; those of the keys unless told, and never none" }),
  userNameClaim: z.string().min(1).optional().meta({ description: "which claim is the user name", default: "sub" }),
  permissions: z
    .union([
      z.literal("scope"),
      z.strictObject({ claim: z.string().min(1).meta({ description: "a claim that holds a list of access rules" }) }),
    ])
    .optional()
    .meta({
      description:
        "what of a token says what its client may do: its scopes, as in publish:a/#, or a claim; without it the access file alone does",
    }),
  clockSkewSeconds: z.int().min(0).max(3600).optional().meta({ description: "how far clocks may differ", default: 30 }),
  maximumTokenBytes: z.int().min(1).optional().meta({ description: "longer tokens are not looked at", default: 8192 }),
  fetchTimeoutMs: z.int().min(1).optional().meta({ description: "how long a fetch of keys may take", default: 5000 }),
  fetchCooldownMs: z
    .int()
    .min(0)
    .optional()
    .meta({ description: "how long nothing is fetched after a fetch, good or bad", default: 30_000 }),
  maximumKeyAgeMs: z
    .int()
    .min(1)
    .optional()
    .meta({ description: "when keys at a url are fetched anew", default: 600_000 }),
});

const patterns = z.array(z.string().min(1)).min(1);

const clientIdsSchema = z.strictObject({
  everybody: patterns.optional().meta({ description: "of users that are not named: %u is the user name, * any text" }),
  users: z
    .record(z.string(), patterns)
    .optional()
    .meta({ description: "by user name: these, and not those of everybody" }),
});

const slowdownSchema = z.union([
  z.literal(false),
  z.strictObject({
    free: whole(0, 3, "failures of one address that cost nothing"),
    firstMs: whole(1, 250, "what the next one costs; each one more doubles it"),
    mostMs: whole(1, 5000, "the longest wait"),
    forgetMs: whole(1, 30_000, "after how long one failure is forgotten"),
    mostAddresses: whole(1, 10_000, "of how many addresses failures are remembered"),
  }),
]);

/** `security` of the config file. */
export const securitySchema = z.strictObject({
  anonymous: z.boolean().optional().meta({
    description:
      "lets in who has neither user name nor password, also from outside this machine; anybody, where nothing else of security is said",
    default: false,
  }),
  passwordFile: file("lets in who has a password in this file; see touchstone passwd"),
  scramFile: file("lets in who has keys for SCRAM-SHA-256 in this file; see touchstone passwd --scram"),
  jwt: jwtSchema.optional().meta({ description: "lets in who has a token, as the password or by OAUTHBEARER" }),
  certificate: z
    .enum(["commonName", "dns", "email", "uri"])
    .optional()
    .meta({ description: "lets in who has a certificate that ca has signed; which of its names is the user name" }),
  clientIds: clientIdsSchema
    .optional()
    .meta({ description: "which Client Identifiers a user may have; any without it" }),
  accessFile: file("access rules, as mosquitto's acl_file has them; without it everybody may do anything"),
  slowdown: slowdownSchema
    .optional()
    .meta({ description: "how an address that guesses is slowed down; false for not at all" }),
});

/** What the config file says of security. */
export type SecurityConfig = z.infer<typeof securitySchema>;

/** What it says of tokens. */
export type JwtConfig = NonNullable<SecurityConfig["jwt"]>;
