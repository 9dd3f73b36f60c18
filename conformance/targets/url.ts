// Where a target is: mqtt://user:password@host:port, mqtts://, ws://host:port/path or wss://.

/** A target's address, taken apart. */
export interface TargetUrl {
  /** As it is shown: without a password. */
  readonly shown: string;
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly webSocket: boolean;
  /** Where the WebSocket is on its host, as in `/mqtt`; empty without one. */
  readonly path: string;
  readonly userName?: string;
  readonly password?: string;
}

interface Scheme {
  readonly port: number;
  readonly secure: boolean;
  readonly webSocket: boolean;
}

const SCHEMES: Readonly<Record<string, Scheme>> = {
  "mqtt:": { port: 1883, secure: false, webSocket: false },
  "mqtts:": { port: 8883, secure: true, webSocket: false },
  "ws:": { port: 80, secure: false, webSocket: true },
  "wss:": { port: 443, secure: true, webSocket: true },
};

/** Where a WebSocket is when its url names no path. */
const USUAL_PATH = "/mqtt";

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
        .join(", ")}`,
    };
  }
  if (url.hostname === "") return { wrong: `"${text}" names no host; write it as mqtt://host:1883` };
  const port = url.port === "" ? scheme.port : Number(url.port);
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const named = url.pathname === "/" && !text.endsWith("/") ? USUAL_PATH : url.pathname;
  const path = scheme.webSocket ? `${named}${url.search}` : "";
  return {
    shown: `${url.protocol}//${url.hostname}:${port}${path}`,
    host,
    port,
    secure: scheme.secure,
    webSocket: scheme.webSocket,
    path,
    ...(url.username !== "" && { userName: decodeURIComponent(url.username) }),
    ...(url.password !== "" && { password: decodeURIComponent(url.password) }),
  };
}
