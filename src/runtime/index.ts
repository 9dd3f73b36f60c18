// The door of the runtime: brokers and clients that run, on a network or in this process.

export type { ListenOptions, ListenPlace, RunningBroker } from "./broker.ts";
export { createBroker, ListenError } from "./broker.ts";
export type { Census, ConnectedClient } from "./census.ts";
export type { ClientCommand, ClientEvent } from "./client-driver.ts";
export { type Clock, createVirtualClock, systemClock, type VirtualClock } from "./clock.ts";
export type { Cluster, Member, Membership } from "./cluster/cluster.ts";
export { type ContractTest, clusterContract } from "./cluster/contract.ts";
export { createInProcessCluster } from "./cluster/in-process.ts";
export { type BrokerNotice, type Observer, together } from "./notice.ts";
export type { ClientQuestion, Peer, PeerCertificate } from "./peer.ts";
export { AccessRulesError, readAccessRules } from "./security/access-file.ts";
export { type AccessRules, createAuthorise, permits } from "./security/access-rules.ts";
export type { CertificateIdentity } from "./security/certificate.ts";
export type { ClientIdRules } from "./security/client-ids.ts";
export {
  type ConnectionLimitOptions,
  type ConnectionLimits,
  createConnectionLimits,
} from "./security/connection-limits.ts";
export type { JwtSettings } from "./security/jwt.ts";
export type { KeySettings } from "./security/jwt-keys.ts";
export type { Permissions } from "./security/jwt-permissions.ts";
export type { RemoteKeySettings } from "./security/jwt-remote-keys.ts";
export {
  isUserName,
  type PasswordFile,
  PasswordFileError,
  passwordDecision,
  passwordFileText,
  readPasswordFile,
} from "./security/password-file.ts";
export { hashPassword } from "./security/password-hash.ts";
export { readScramFile, scramLine, scramName } from "./security/scram-file.ts";
export {
  createSecurity,
  type Security,
  type SecuritySettings,
  type SecuritySurroundings,
} from "./security/security.ts";
export { eventLine, type SecurityEvent } from "./security/security-event.ts";
export { SecuritySettingsError } from "./security/settings-error.ts";
export type { SlowdownOptions } from "./security/slowdown.ts";
export type { WaysInSettings } from "./security/ways-in.ts";
export { type OpenStore, type StoreTest, storeContract } from "./stores/contract.ts";
export { openSqliteStore, type SqliteStoreOptions } from "./stores/sqlite.ts";
export type { Durability } from "./stores/sqlite-file.ts";
export { type Change, type Store, StoreError } from "./stores/store.ts";
export { AddressError } from "./transports/address.ts";
export type { NetworkClient, NetworkClientOptions } from "./transports/dial.ts";
export { connectClient } from "./transports/dial.ts";
export type { MemoryBroker, MemoryConnection, MemoryEvent } from "./transports/memory.ts";
export { createMemoryBroker } from "./transports/memory.ts";
export type { ClientTls, NamedIdentity, ServerTls } from "./transports/tls.ts";
