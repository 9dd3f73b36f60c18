// Where an operator, or what watches for one, asks how the broker is: /healthz and /metrics, over HTTP.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { AdminAddress } from "./admin-address.ts";
import { MetricsError, type MetricsPage } from "./metrics.ts";

/** What is told there. */
export interface AdminOptions {
  readonly address: AdminAddress;
  /** What is wrong with the broker; undefined where nothing is. */
  readonly ailment: () => string | undefined;
  /** Called once, when metrics are asked for first. */
  readonly openMetrics: () => Promise<MetricsPage>;
}

/** A place where it is told. */
export interface Admin {
  readonly url: string;
  close(): Promise<void>;
}

/** Listens. Throws the system's error where it cannot. */
export async function openAdmin({ address, ailment, openMetrics }: AdminOptions): Promise<Admin> {
  let opening: Promise<MetricsPage> | undefined;
  const server = createServer((request, response) => {
    void answer(request, response).catch((error: Error) => {
      // What is not installed may be installed later.
      opening = undefined;
      say(response, error instanceof MetricsError ? 501 : 500, error.message);
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? "").replace(/\?.*/s, "");
    if (path !== "/healthz" && path !== "/metrics") return say(response, 404, "there are /healthz and /metrics");
    if (request.method !== "GET" && request.method !== "HEAD") return say(response, 405, "GET is all there is");
    if (path === "/healthz") {
      const wrong = ailment();
      return say(response, wrong === undefined ? 200 : 503, wrong ?? "ok");
    }
    opening ??= openMetrics();
    const page = await opening;
    response.writeHead(200, { "Content-Type": page.contentType, "Cache-Control": "no-store" }).end(await page.text());
  }

  await new Promise<void>((done, failed) => {
    server.once("error", failed);
    server.listen({ host: address.host, port: address.port }, done);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${address.host.includes(":") ? `[${address.host}]` : address.host}:${port}`,
    close: async () => {
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function say(response: ServerResponse, status: number, words: string): void {
  const headers = { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" };
  response.writeHead(status, status === 405 ? { ...headers, Allow: "GET, HEAD" } : headers).end(`${words}\n`);
}
