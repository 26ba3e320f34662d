import { findAssignedSecrets } from "./assignments.ts";
import { findEmails } from "./emails.ts";
import { type Finding, withoutOverlaps } from "./finding.ts";
import { findIpAddresses } from "./ip-addresses.ts";
import { findKnownSecrets } from "./known-secrets.ts";
import { findNames } from "./names.ts";
import { findPrivateKeys } from "./private-keys.ts";
import { findProviderTokens } from "./provider-tokens.ts";

/** Secrets and personal data of every kind in a text, by start, without overlaps. `path` is the document's. */
export async function findSensitive(text: string, path: string): Promise<Finding[]> {
  return withoutOverlaps([
    ...(await findKnownSecrets(text, path)),
    ...findProviderTokens(text),
    ...findPrivateKeys(text),
    ...findAssignedSecrets(text, path),
    ...findEmails(text),
    ...findIpAddresses(text),
    ...findNames(text),
  ]);
}
