// The options that name a target and say who we are to it: the same for every command that talks to one.

import { type Command, InvalidArgumentError, Option } from "commander";
import {
  type Capabilities,
  parseTargetUrl,
  readProfile,
  type TargetUrl,
  type TlsSettings,
} from "../../conformance/index.ts";
import { Failure } from "./failure.ts";
import { passwordFrom } from "./password-source.ts";
import { readText } from "./text-file.ts";

const USUAL_PREFIX = "ts";

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
  readonly webSocket?: string;
  readonly profile?: string;
  readonly sockets?: true;
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
        .default(USUAL_PREFIX)
        .argParser(readPrefix),
    )
    .addOption(new Option("--ca <file>", "the certificate authority to trust (PEM)"))
    .addOption(new Option("--cert <file>", "our own certificate (PEM)"))
    .addOption(new Option("--key <file>", "the key to our certificate (PEM)"))
    .addOption(new Option("--insecure", "trusts any certificate"))
    .addOption(
      new Option("--web-socket <url>", "where the same broker listens for WebSocket, as in ws://host:8080/mqtt"),
    )
    .addOption(new Option("--profile <file>", "JSON of what the target offers or lacks, over what the probe finds"))
    .addOption(
      new Option("--sockets", "reaches the embedded broker over sockets and in real time, as any other broker"),
    );
}

/** The options that whoever runs a case again has to give again, with the user that a url may have named; a password is left for them to give. */
export function optionsAgain(
  { user, ca, cert, key, insecure, webSocket, profile, sockets, id }: TargetFlags,
  userName: string | undefined = user,
): readonly string[] {
  const valued = {
    "-u": userName,
    "--ca": ca,
    "--cert": cert,
    "--key": key,
    "--web-socket": webSocket,
    "--profile": profile,
  };
  return [
    ...Object.entries(valued).flatMap(([name, value]) => (value === undefined ? [] : [name, quoted(value)])),
    ...(insecure ? ["--insecure"] : []),
    ...(sockets ? ["--sockets"] : []),
    ...(id === USUAL_PREFIX ? [] : ["-i", id]),
  ];
}

/** As a shell reads it as one word. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Where to, as whom, and what TLS is told. */
export interface Destination {
  readonly url: TargetUrl;
  readonly credentials: { readonly userName?: string; readonly password?: Uint8Array };
  readonly tls: TlsSettings;
  /** Where the same broker listens for WebSocket. */
  readonly webSocket?: TargetUrl;
  /** What the profile and the options tell of it. */
  readonly offers: Omit<Capabilities, "versions">;
}

/** The target that was named; undefined where none was. */
export function destinationOf(text: string | undefined, flags: TargetFlags): Destination | undefined {
  if (text !== undefined && (flags.host !== undefined || flags.port !== undefined)) {
    throw new Failure("usage", "give either a url or -h and -p, not both");
  }
  if (text === undefined && flags.host === undefined && flags.port === undefined) return undefined;
  if (flags.sockets)
    throw new Failure("usage", "--sockets is for the embedded broker: leave out the url, or the option");
  const host = flags.host ?? "127.0.0.1";
  const url = parseTargetUrl(
    text ?? `mqtt://${host.includes(":") ? `[${host}]` : host}${flags.port === undefined ? "" : `:${flags.port}`}`,
  );
  if ("wrong" in url) throw new Failure("usage", url.wrong);
  const userName = flags.user ?? url.userName;
  const { webSocket, offers } = offersOf(url, flags);
  const password = flags.password ?? passwordFrom(flags) ?? url.password;
  return {
    url,
    credentials: {
      ...(userName !== undefined && { userName }),
      ...(password !== undefined && { password: new TextEncoder().encode(password) }),
    },
    tls: {
      ...(flags.ca !== undefined && { ca: readText(flags.ca) }),
      ...(flags.cert !== undefined && { cert: readText(flags.cert) }),
      ...(flags.key !== undefined && { key: readText(flags.key) }),
      ...(flags.insecure && { insecure: true }),
    },
    ...(webSocket && { webSocket }),
    offers,
  };
}

/** What the target is said to offer, and where its WebSocket is: an option, else the profile, else the url itself. */
function offersOf(url: TargetUrl, flags: TargetFlags): Pick<Destination, "webSocket" | "offers"> {
  const told = profileOf(flags);
  const named = flags.webSocket ?? told["webSocket"]?.value;
  const webSocket = typeof named === "string" ? parseTargetUrl(named) : url;
  if ("wrong" in webSocket) throw new Failure("usage", webSocket.wrong);
  if (!webSocket.webSocket) {
    if (named === undefined) return { offers: told };
    throw new Failure("usage", `"${named}" is no url of a WebSocket; write it as ws://host:8080/mqtt`);
  }
  const from = flags.webSocket === undefined ? (told["webSocket"]?.from ?? "the url of the target") : "--web-socket";
  return { webSocket, offers: { ...told, webSocket: { value: webSocket.path, from } } };
}

/** What the profile tells; nothing where none was named. */
export function profileOf({ profile }: TargetFlags): Omit<Capabilities, "versions"> {
  if (profile === undefined) return {};
  const read = readProfile(readText(profile), profile);
  if (read.kind === "wrong") throw new Failure("usage", read.reason);
  return read.capabilities;
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
