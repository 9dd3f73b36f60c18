// Why a TLS handshake came to nothing, in words for an operator, from the codes of Node and OpenSSL.

const UNSIGNED = "nobody in our file of authorities has signed its certificate";
const UNBELIEVED = "it does not believe our certificate";
const NO_TLS = "it does not speak TLS";

/** What is wrong with the certificate of a client. */
const CERTIFICATES: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "its certificate has expired",
  CERT_NOT_YET_VALID: "its certificate is not valid yet",
  CERT_REVOKED: "its certificate was revoked",
  INVALID_PURPOSE: "its certificate is not for clients",
  DEPTH_ZERO_SELF_SIGNED_CERT: UNSIGNED,
  SELF_SIGNED_CERT_IN_CHAIN: UNSIGNED,
  UNABLE_TO_GET_ISSUER_CERT: UNSIGNED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNSIGNED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNSIGNED,
};

/** What else may go wrong. */
const HANDSHAKES: Readonly<Record<string, string>> = {
  ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE: "it has shown no certificate",
  ERR_SSL_HTTP_REQUEST: NO_TLS,
  ERR_SSL_WRONG_VERSION_NUMBER: NO_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NO_TLS,
  ERR_TLS_HANDSHAKE_TIMEOUT: "its TLS handshake took too long",
  // A client of TLS 1.3 that does not believe us may say no more than that.
  ECONNRESET: "it went away during the TLS handshake",
};

/** The reason of an error of a handshake. `authorizationError` is what Node found wrong with the client's certificate. */
export function whyNoHandshake(code: string | undefined, authorizationError: unknown): string {
  if (typeof authorizationError === "string")
    return CERTIFICATES[authorizationError] ?? `its certificate is not believed (${authorizationError})`;
  if (code !== undefined && /ALERT_(UNKNOWN_CA|(BAD_)?CERTIFICATE)/.test(code)) return UNBELIEVED;
  return HANDSHAKES[code ?? ""] ?? `its TLS handshake failed (${code ?? "no reason given"})`;
}
