// The options of `touchstone broker` on the command line. Each has its place in the config file, too.

import { type Command, InvalidArgumentError, Option } from "commander";
import type { Durability } from "../../runtime/index.ts";
import {
  LOG_FORMATS,
  LOG_LEVELS,
  type LogFormat,
  type LogLevel,
  readAdminAddress,
} from "../../runtime/operation/index.ts";
import { collect } from "../collect.ts";

/** What the options gave. */
export interface BrokerFlags {
  readonly config?: string;
  readonly printConfig?: true;
  readonly checkConfig?: true;
  readonly host: string;
  readonly port: number;
  readonly listen?: readonly string[];
  readonly cert?: string;
  readonly key?: string;
  readonly ca?: string;
  readonly requireCertificate?: true;
  readonly passwordFile?: string;
  readonly scramFile?: string;
  readonly accessFile?: string;
  readonly jwtJwks?: string;
  readonly jwtKey?: string;
  readonly jwtIssuer?: readonly string[];
  readonly jwtAudience?: readonly string[];
  readonly clientIds?: readonly string[];
  readonly anonymous?: true;
  readonly maxConnections?: number;
  readonly maxConnectionsPerAddress?: number;
  readonly store?: string;
  readonly durability: Durability;
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
  readonly logFile?: string;
  readonly trace?: readonly TraceFlag[];
  readonly admin?: string;
  readonly sysInterval: number;
}

/** `CLIENTID[=FILE]`, taken apart. */
interface TraceFlag {
  readonly clientId: string;
  readonly file?: string;
}

/** Adds the options to a command. */
export function addBrokerOptions(command: Command): Command {
  return addRunOptions(addSecurityOptions(addPlaceOptions(command)));
}

function addPlaceOptions(command: Command): Command {
  return command
    .option("--config <file>", "YAML or JSON that says all of this and more; options and variables count more than it")
    .option("--print-config", "prints the settings that hold, and ends")
    .option("--check-config", "says whether the settings can be used, and ends")
    .option("-h, --host <host>", "the address to listen on", "127.0.0.1")
    .option("-p, --port <port>", "the port to listen on; 0 takes a free one", readPort, 1883)
    .option(
      "--listen <url>",
      "where to listen instead, or besides: mqtt://host:port, mqtts://, ws://, wss://, unix:/path; repeatable",
      collect,
    )
    .option("--cert <file>", "the certificate of the broker, in PEM, for mqtts:// and wss://; read again on SIGHUP")
    .option("--key <file>", "its private key, in PEM")
    .option("--ca <file>", "whose certificates clients are believed by, in PEM; with it they are asked for one")
    .option("--require-certificate", "lets nobody in over TLS without a certificate that --ca has signed");
}

function addSecurityOptions(command: Command): Command {
  return command
    .option(
      "--password-file <file>",
      "lets in who has a password in this file; read again on SIGHUP; see touchstone passwd",
    )
    .option("--scram-file <file>", "lets in who has keys for SCRAM-SHA-256 in this file; see touchstone passwd --scram")
    .option("--jwt-jwks <url-or-file>", "lets in who has a token that a key of this JSON Web Key Set has signed")
    .option("--jwt-key <file>", "the same by one public key or certificate, in PEM")
    .option("--jwt-issuer <issuer>", "whose tokens are taken; repeatable", collect)
    .option("--jwt-audience <audience>", "for whom tokens must be made; repeatable", collect)
    .option(
      "--anonymous",
      "lets in who shows nothing, also from outside this machine; anybody, where no other way in is given",
    )
    .option(
      "--client-ids <pattern>",
      "Client Identifiers that a user may have: %u is its name, * any text; repeatable",
      collect,
    )
    .option("--access-file <file>", "what clients may do, as mosquitto's acl_file says it; read again on SIGHUP")
    .option("--max-connections <count>", "connections at a time (default: 100000)", readCount)
    .option("--max-connections-per-address <count>", "the same for one address (default: 10000)", readCount);
}

function addRunOptions(command: Command): Command {
  return command
    .option(
      "--store <file>",
      "keeps sessions, messages and subscriptions in this file; without it they end with the broker",
    )
    .addOption(
      new Option(
        "--durability <what>",
        "what an acknowledged message survives: full, a kill and the loss of power; normal, a kill; none, nothing",
      )
        .choices(["full", "normal", "none"])
        .default("full"),
    )
    .addOption(new Option("--log-level <level>", "what is worth a line of the log").choices(LOG_LEVELS).default("warn"))
    .addOption(new Option("--log-format <format>", "how a line looks").choices(LOG_FORMATS).default("text"))
    .option("--log-file <file>", "adds the lines to this file; without it they go to standard error")
    .option(
      "--trace <client[=file]>",
      "writes down each packet of a client, with its passwords masked, to a file (.pcapng for a capture) or to standard error; repeatable",
      collectTrace,
    )
    .option(
      "--admin <host:port>",
      "tells /healthz and /metrics there, over HTTP; a port alone is one of this machine",
      readAdmin,
    )
    .option("--sys-interval <seconds>", "how often $SYS topics are published; 0 for never", readSeconds, 10);
}

function collectTrace(value: string, earlier: readonly TraceFlag[] = []): readonly TraceFlag[] {
  const at = value.lastIndexOf("=");
  if (at === -1) return [...earlier, { clientId: value }];
  const file = value.slice(at + 1);
  if (file === "") throw new InvalidArgumentError("Write it as CLIENT, or as CLIENT=FILE.");
  return [...earlier, { clientId: value.slice(0, at), file }];
}

function readPort(written: string): number {
  const port = Number(written);
  if (!/^\d+$/.test(written) || port > 65_535) throw new InvalidArgumentError("It is a number from 0 to 65535.");
  return port;
}

function readCount(written: string): number {
  const count = Number(written);
  if (!/^\d+$/.test(written) || count < 1 || !Number.isSafeInteger(count))
    throw new InvalidArgumentError("It is a whole number, 1 or more.");
  return count;
}

function readSeconds(written: string): number {
  const seconds = Number(written);
  if (!/^\d+$/.test(written) || seconds > 86_400) throw new InvalidArgumentError("It is a number from 0 to 86400.");
  return seconds;
}

function readAdmin(written: string): string {
  if (readAdminAddress(written) === undefined) throw new InvalidArgumentError("Write it as HOST:PORT, or as PORT.");
  return written;
}
