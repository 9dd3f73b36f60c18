// Rights that are taken away, tokens that are wrong, and files that are empty.

import { authzAttacks } from "../attacks/authz.ts";
import { type AbuseClass, elsewhere, notOurs } from "../class.ts";

const JWT = "src/runtime/security/jwt.test.ts";

export const security: readonly AbuseClass[] = [
  elsewhere(
    "authz.revoked-then-pubrel",
    "a QoS 2 message that was taken while it was allowed: it is taken, and cannot be refused any more",
    "src/models/broker/publish.test.ts",
    "a QoS 2 message that was taken cannot be refused any more",
  ),
  elsewhere(
    "authz.revoked-then-will",
    "a will whose client may no longer publish there",
    "src/models/broker/will.test.ts",
    "a will is not published where its client may no longer publish",
  ),
  authzAttacks.alias,
  notOurs(
    "authz.revoked-then-retained",
    "a retained message of a client that may no longer publish there",
    "the broker does not ask again for what it took while it was allowed: who takes a right away empties the topic",
  ),
  elsewhere(
    "authz.takeover-fires-will",
    "a stranger who takes a Client Identifier over, so that its will is published: identifiers are bound to users",
    "src/runtime/security/client-ids.test.ts",
    "what no rule speaks of is nobody's",
  ),
  elsewhere(
    "authz.empty-acl-means-open",
    "a password file with nobody in it: nobody is let in",
    "src/runtime/security/password-file.test.ts",
    "nobody, where the file is empty",
  ),
  elsewhere(
    "authz.pattern-injection",
    "a name with wildcards in it, put into a rule: it never reaches more than a level of its own",
    "src/runtime/security/access-rules.test.ts",
    "never lets it touch more than one level of its own",
  ),
  elsewhere(
    "authz.replayed-proof",
    "the proof of another exchange, sent again",
    "src/runtime/security/scram.test.ts",
    "a proof is good once",
  ),
  elsewhere("token.expired", "a token that has expired, or is not valid yet", JWT, "is refused, and the log says why"),
  elsewhere(
    "token.ends-while-connected",
    "a token that expires while its client is in",
    JWT,
    "ends the connection when it ends",
  ),
  elsewhere(
    "token.wrong-signature",
    "a token that is signed by somebody else, or cut short",
    JWT,
    "with a wrong signature",
  ),
  elsewhere("token.alg-none", "a token that says it needs no signature", JWT, "with alg none"),
  elsewhere("token.key-confusion", "a public key, used as a secret", JWT, "signed with the public key as a secret"),
  elsewhere("token.huge", "a token of a megabyte", JWT, "of a megabyte is not looked at"),
  elsewhere("token.jwks-down", "keys that cannot be fetched", JWT, "are not to be had where"),
];
