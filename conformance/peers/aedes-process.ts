// aedes on a port, as its own documentation sets it up.

import { createRequire } from "node:module";
import { createServer, type Socket } from "node:net";

interface Module {
  readonly Aedes: { createBroker(): Promise<{ readonly handle: (socket: Socket) => void }> };
}

const { Aedes } = createRequire(import.meta.url)("aedes") as Module;
const broker = await Aedes.createBroker();
createServer({ noDelay: true }, broker.handle).listen(Number(process.argv[2]), "127.0.0.1");
