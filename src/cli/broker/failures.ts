// Where the broker may listen is configuration: no target is involved that could be out of reach.

import { AddressError, ListenError, StoreError } from "../../runtime/index.ts";
import { Failure } from "../failure.ts";

/** What kept a broker from being started, in one line; anything else as it is. */
export function failureToStart(cause: unknown): unknown {
  if (cause instanceof StoreError || cause instanceof AddressError)
    return new Failure("usage", cause.message, { cause });
  return cause instanceof ListenError ? failureToListen(cause.cause, cause.url, "-p", "-h") : cause;
}

/** What kept something from listening at `url`, which these options choose. */
export function failureToListen(cause: unknown, url: string, portOption: string, hostOption: string): unknown {
  const { code = "", address, port } = cause as NodeJS.ErrnoException & { address?: string; port?: number };
  const host = address ?? url.replace(/^\w+:\/\/(.*):\d+.*$/, "$1");
  const place = port === undefined || port === -1 ? url : `port ${port} of ${host}`;
  const words: Readonly<Record<string, string>> = {
    EADDRINUSE: `${place} is in use: choose another with ${portOption}, or ${portOption} 0 for a free one`,
    EACCES: `${place} may not be opened by this user: choose a port above 1023 with ${portOption}`,
    EADDRNOTAVAIL: `${host} is no address of this machine: choose another with ${hostOption}`,
    ENOTFOUND: `${host} is no address of this machine: choose another with ${hostOption}`,
    EAI_AGAIN: `${host} is no address of this machine: choose another with ${hostOption}`,
  };
  const line = code.startsWith("ERR_OSSL_")
    ? `${url} cannot show its certificate: ${code}: check --cert and --key`
    : words[code];
  return line === undefined ? cause : new Failure("usage", line, { cause });
}
