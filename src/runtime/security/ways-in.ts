// The ways in that a broker has, and which of them a client has taken.

import { readFileSync } from "node:fs";
import type { ClientQuestion } from "../peer.ts";
import { type CertificateIdentity, identityOf } from "./certificate.ts";
import { createTokenCheck, isTokenShaped, type JwtSettings, type JwtSurroundings, type TokenCheck } from "./jwt.ts";
import { OAUTHBEARER, oauthBearer } from "./oauthbearer.ts";
import { type PasswordFile, passwordDecision, readPasswordFile } from "./password-file.ts";
import { SCRAM_SHA_256, scram } from "./scram.ts";
import { readScramFile, type ScramFile } from "./scram-file.ts";
import { SecuritySettingsError } from "./settings-error.ts";
import type { Verdict } from "./verdict.ts";

/** How a client may prove who it is; at least one of them. */
export interface WaysInSettings {
  /** A file of passwords, as `touchstone passwd` writes it. */
  readonly passwordFile?: string;
  /** Tokens, as the password or by OAUTHBEARER. */
  readonly jwt?: JwtSettings;
  /** A file of keys for SCRAM-SHA-256. */
  readonly scramFile?: string;
  /** What of a verified certificate is the user name; who has none is asked for something else. */
  readonly certificate?: CertificateIdentity;
  /** Lets in who has neither user name nor password. A name that nobody has proved is not believed. */
  readonly anonymous?: boolean;
}

/** The ways in. */
export interface WaysIn {
  /** The Authentication Methods among them. */
  readonly methods: readonly string[];
  /** By which way a client comes, for a log. */
  wayOf(question: ClientQuestion): string;
  judge(question: ClientQuestion): Verdict | Promise<Verdict>;
  /** Reads all files again; where one cannot be used, nothing changes. Throws a `SecuritySettingsError`. */
  reload(): void;
}

interface Files {
  readonly passwords: PasswordFile | undefined;
  readonly scramKeys: ScramFile | undefined;
  readonly check: TokenCheck | undefined;
}

/** Opens the ways in. Throws a `SecuritySettingsError`. */
export function openWaysIn(settings: WaysInSettings, surroundings: JwtSurroundings): WaysIn {
  const { passwordFile, jwt, scramFile, certificate, anonymous = false } = settings;
  if (passwordFile === undefined && !jwt && scramFile === undefined && certificate === undefined && !anonymous) {
    const ways = "passwordFile, jwt, scramFile, certificate or anonymous";
    throw new SecuritySettingsError(`these settings of security let nobody in: give one of ${ways}`);
  }
  let files = readFiles(settings, surroundings, undefined);
  const byPassword = passwordDecision(() => files.passwords ?? new Map());
  const byToken: TokenCheck = async (token) => (await files.check?.(token)) ?? REFUSED;
  const byBearer = oauthBearer(byToken);
  const byScram = scram(() => files.scramKeys ?? new Map());

  function nameIn({ peer }: ClientQuestion): string | undefined {
    return certificate === undefined || peer.certificate === undefined
      ? undefined
      : identityOf(peer.certificate, certificate);
  }

  function wayOf(question: ClientQuestion): string {
    const { authenticationMethod, password } = question;
    if (authenticationMethod !== undefined) return authenticationMethod;
    if (nameIn(question) !== undefined) return "certificate";
    if (password === undefined) return "nothing";
    // A broker may take both: what looks like a token is one.
    return jwt && (passwordFile === undefined || isTokenShaped(textOf(password))) ? "token" : "password";
  }

  return {
    methods: [...(jwt ? [OAUTHBEARER] : []), ...(scramFile === undefined ? [] : [SCRAM_SHA_256])],
    wayOf,
    async judge(question) {
      const { userName, password } = question;
      switch (wayOf(question)) {
        case OAUTHBEARER:
          return await byBearer(question);
        case SCRAM_SHA_256:
          return byScram(question);
        case "certificate":
          return { kind: "known", userName: nameIn(question) };
        case "token":
          return await byToken(textOf(password));
        case "password":
          if (passwordFile === undefined) return REFUSED;
          return verdictOf(await byPassword(question), userName);
        default:
          return anonymous && userName === undefined ? { kind: "known", userName: undefined } : REFUSED;
      }
    },
    reload() {
      files = readFiles(settings, surroundings, files);
    },
  };
}

const REFUSED: Verdict = { kind: "refused", reasonCode: 0x87, why: "it has shown nothing that is taken here" };

function verdictOf(
  outcome: Awaited<ReturnType<ReturnType<typeof passwordDecision>>>,
  userName: string | undefined,
): Verdict {
  if (outcome.kind === "accept") return { kind: "known", userName };
  const why = userName === undefined ? "there is no user name" : "the user name or the password is wrong";
  return { kind: "refused", reasonCode: 0x86, why };
}

// Keys at a url renew themselves, and the last good ones must not be lost.
function readFiles(settings: WaysInSettings, surroundings: JwtSurroundings, before: Files | undefined): Files {
  const { passwordFile, jwt, scramFile } = settings;
  const isRemote = jwt !== undefined && "jwksUrl" in jwt.keys;
  return {
    passwords: passwordFile === undefined ? undefined : readPasswordFile(readText(passwordFile), passwordFile),
    scramKeys: scramFile === undefined ? undefined : readScramFile(readText(scramFile), scramFile),
    check: (isRemote ? before?.check : undefined) ?? (jwt && createTokenCheck(jwt, surroundings)),
  };
}

/** Reads a file that the settings name. Throws a `SecuritySettingsError`. */
export function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new SecuritySettingsError(`${file} cannot be read (${code}): name a file that there is`, { cause });
  }
}

function textOf(password: Uint8Array | undefined): string {
  return Buffer.from(password ?? []).toString();
}
