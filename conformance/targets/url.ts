// Where a target is: mqtt://user:password@host:port, or mqtts://.

/** A target's address, taken apart. */
export interface TargetUrl {
  /** As it is shown: without a password. */
  readonly shown: string;
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly userName?: string;
  readonly password?: string;
}

const SCHEMES: Readonly<Record<string, { readonly port: number; readonly secure: boolean }>> = {
  "mqtt:": { port: 1883, secure: false },
  "mqtts:": { port: 8883, secure: true },
};

/** Reads a url, or says in one line what is wrong with it. */
export function parseTargetUrl(text: string): TargetUrl | { readonly wrong: string } {
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `mqtt://${text}`;
  if (!URL.canParse(whole)) return { wrong: `"${text}" is no url; write it as mqtt://host:1883` };
  const url = new URL(whole);
  const scheme = SCHEMES[url.protocol];
  if (scheme === undefined) {
    return {
      wrong: `"${url.protocol}//" is not supported; use ${Object.keys(SCHEMES)
        .map((name) => `${name}//`)
        .join(" or ")}`,
    };
  }
  if (url.hostname === "") return { wrong: `"${text}" names no host; write it as mqtt://host:1883` };
  const port = url.port === "" ? scheme.port : Number(url.port);
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  return {
    shown: `${url.protocol}//${url.hostname}:${port}`,
    host,
    port,
    secure: scheme.secure,
    ...(url.username !== "" && { userName: decodeURIComponent(url.username) }),
    ...(url.password !== "" && { password: decodeURIComponent(url.password) }),
  };
}
