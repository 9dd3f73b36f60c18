// The door of the operation: what a program needs that runs a broker for somebody. It stands apart, so that who wants a broker
// alone does not load it.

export { openAdmin } from "./admin.ts";
export { readAdminAddress } from "./admin-address.ts";
export { contradictionsIn, withDefaults } from "./config/effective.ts";
export { brokerOptionsOf } from "./config/options.ts";
export { ConfigError, readConfig } from "./config/read.ts";
export { type BrokerConfig, configJsonSchema, type JsonSchema, type TlsConfig } from "./config/schema.ts";
export type { JwtConfig, SecurityConfig } from "./config/security-schema.ts";
export { connectionLimitsOf, securityFilesOf, securitySettingsOf } from "./config/security-settings.ts";
export { createFigures } from "./figures.ts";
export { checkAuthority, checkIdentity, IdentityError } from "./identity.ts";
export { LOG_FORMATS, LOG_LEVELS, type LogFormat, type LogLevel } from "./log/level.ts";
export { type Log, openLog } from "./log/log.ts";
export { logObserver } from "./log/observe.ts";
export { securityLogger } from "./log/security.ts";
export { openMetrics } from "./metrics.ts";
export { openTrace } from "./trace/open.ts";
