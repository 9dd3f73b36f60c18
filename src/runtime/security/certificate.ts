// A client known by its certificate, which its transport has verified.

import type { PeerCertificate } from "../peer.ts";

/** What of a certificate is the user name: the Common Name of its subject, or an alternative name. */
export type CertificateIdentity = "commonName" | "dns" | "email" | "uri";

/** The user name of a certificate; undefined where it has none, or more than one, so that nobody can choose. */
export function identityOf(certificate: PeerCertificate, identity: CertificateIdentity): string | undefined {
  const names = namesOf(certificate, identity);
  const [name] = names;
  // A name in which U+0000 stands has been read as another before.
  return names.length === 1 && name !== "" && !name?.includes("\0") ? name : undefined;
}

function namesOf(certificate: PeerCertificate, identity: CertificateIdentity): readonly string[] {
  switch (identity) {
    case "commonName":
      return certificate.commonNames;
    case "dns":
      return certificate.dnsNames;
    case "email":
      return certificate.emails;
    case "uri":
      return certificate.uris;
  }
}
