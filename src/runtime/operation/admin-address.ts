// Where an operator asks how the broker is: host:port, and this machine alone where no host is said.

/** A place to listen at over HTTP. */
export interface AdminAddress {
  readonly host: string;
  /** 0 is one that is free. */
  readonly port: number;
}

/** Reads `host:port`, `[::1]:port` or a port; undefined for anything else. */
export function readAdminAddress(text: string): AdminAddress | undefined {
  const [, bracketed, plain, digits] = /^(?:(?:\[([0-9a-f:.]+)\]|([^\s:[\]/]+)):)?(\d{1,5})$/i.exec(text) ?? [];
  const port = Number(digits);
  if (digits === undefined || port > 65_535) return undefined;
  return { host: bracketed ?? plain ?? "127.0.0.1", port };
}
