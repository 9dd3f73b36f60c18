// The options that name a target and say who we are to it: the same for every command that talks to one.

import { readFileSync } from "node:fs";
import { type Command, InvalidArgumentError, Option } from "commander";
import { parseTargetUrl, type TargetUrl, type TlsSettings } from "../../conformance/index.ts";
import { Failure } from "./failure.ts";

/** What the options gave. */
export interface TargetFlags {
  readonly host?: string;
  readonly port?: number;
  readonly user?: string;
  readonly password?: string;
  readonly passwordEnv?: string;
  readonly passwordFile?: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly insecure?: true;
  readonly id: string;
}

/** Adds the options to a command. */
export function addTargetOptions(command: Command): Command {
  return command
    .addOption(new Option("-h, --host <host>", "the target's host, instead of a url"))
    .addOption(new Option("-p, --port <port>", "the target's port").argParser(wholeNumber))
    .addOption(new Option("-u, --user <name>", "the user name to log in with"))
    .addOption(new Option("-P, --password <password>", "the password; better with --password-env or --password-file"))
    .addOption(new Option("--password-env <variable>", "the environment variable that holds the password"))
    .addOption(new Option("--password-file <file>", "the file that holds the password, on its first line"))
    .addOption(
      new Option("-i, --id <prefix>", "goes before each client identifier; letters and digits")
        .default("ts")
        .argParser(readPrefix),
    )
    .addOption(new Option("--ca <file>", "the certificate authority to trust (PEM)"))
    .addOption(new Option("--cert <file>", "our own certificate (PEM)"))
    .addOption(new Option("--key <file>", "the key to our certificate (PEM)"))
    .addOption(new Option("--insecure", "trusts any certificate"));
}

/** Where to, as whom, and what TLS is told. */
export interface Destination {
  readonly url: TargetUrl;
  readonly credentials: { readonly userName?: string; readonly password?: Uint8Array };
  readonly tls: TlsSettings;
}

/** The target that was named; undefined where none was. */
export function destinationOf(text: string | undefined, flags: TargetFlags): Destination | undefined {
  if (text !== undefined && (flags.host !== undefined || flags.port !== undefined)) {
    throw new Failure("usage", "give either a url or -h and -p, not both");
  }
  if (text === undefined && flags.host === undefined && flags.port === undefined) return undefined;
  const host = flags.host ?? "127.0.0.1";
  const url = parseTargetUrl(
    text ?? `mqtt://${host.includes(":") ? `[${host}]` : host}${flags.port === undefined ? "" : `:${flags.port}`}`,
  );
  if ("wrong" in url) throw new Failure("usage", url.wrong);
  const userName = flags.user ?? url.userName;
  const password = passwordOf(flags) ?? url.password;
  return {
    url,
    credentials: {
      ...(userName !== undefined && { userName }),
      ...(password !== undefined && { password: new TextEncoder().encode(password) }),
    },
    tls: {
      ...(flags.ca !== undefined && { ca: contentOf(flags.ca) }),
      ...(flags.cert !== undefined && { cert: contentOf(flags.cert) }),
      ...(flags.key !== undefined && { key: contentOf(flags.key) }),
      ...(flags.insecure && { insecure: true }),
    },
  };
}

function passwordOf({ password, passwordEnv, passwordFile }: TargetFlags): string | undefined {
  if (password !== undefined) return password;
  if (passwordFile !== undefined) return contentOf(passwordFile).split(/\r?\n/)[0];
  if (passwordEnv === undefined) return undefined;
  const found = process.env[passwordEnv];
  if (found === undefined)
    throw new Failure("usage", `the environment variable ${passwordEnv} of --password-env is not set`);
  return found;
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new Failure("usage", `cannot read ${file}: ${(cause as NodeJS.ErrnoException).code ?? "unreadable"}`, {
      cause,
    });
  }
}

/** Reads a number of an option. */
export function wholeNumber(written: string): number {
  if (!/^\d{1,15}$/.test(written)) throw new InvalidArgumentError("It is a whole number.");
  return Number(written);
}

/** Reads a number of an option that is at least 1. */
export function positiveNumber(written: string): number {
  const number = wholeNumber(written);
  if (number < 1) throw new InvalidArgumentError("It is at least 1.");
  return number;
}

/** Nine letters and digits are left for what makes an identifier unique, and five for its name. */
function readPrefix(written: string): string {
  if (!/^[0-9a-zA-Z]{0,9}$/.test(written)) throw new InvalidArgumentError("It is at most 9 letters and digits.");
  return written;
}
