// The door of the runtime: brokers and clients that run, on a network or in this process.

export type { ListenOptions, ListenPlace, RunningBroker } from "./broker.ts";
export { createBroker } from "./broker.ts";
export type { Census, ConnectedClient } from "./census.ts";
export type { ClientCommand, ClientEvent } from "./client-driver.ts";
export { type Clock, createVirtualClock, systemClock, type VirtualClock } from "./clock.ts";
export type { BrokerNotice, Observer } from "./notice.ts";
export type { ClientQuestion, Peer, PeerCertificate } from "./peer.ts";
export {
  isUserName,
  type PasswordFile,
  PasswordFileError,
  passwordDecision,
  passwordFileText,
  readPasswordFile,
} from "./security/password-file.ts";
export { hashPassword } from "./security/password-hash.ts";
export { openSqliteStore, type SqliteStoreOptions } from "./stores/sqlite.ts";
export type { Durability } from "./stores/sqlite-file.ts";
export { type Change, type Store, StoreError } from "./stores/store.ts";
export { AddressError } from "./transports/address.ts";
export type { NetworkClient, NetworkClientOptions } from "./transports/dial.ts";
export { connectClient } from "./transports/dial.ts";
export type { MemoryBroker, MemoryConnection, MemoryEvent } from "./transports/memory.ts";
export { createMemoryBroker } from "./transports/memory.ts";
export type { ClientTls, NamedIdentity, ServerTls } from "./transports/tls.ts";
