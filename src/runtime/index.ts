// The door of the runtime: brokers that run, on a network or in this process.

export type { ListenOptions, RunningBroker } from "./broker.ts";
export { createBroker } from "./broker.ts";
export type { MemoryBroker, MemoryConnection, MemoryEvent } from "./transports/memory.ts";
export { createMemoryBroker } from "./transports/memory.ts";
