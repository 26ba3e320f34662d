import type { Finding } from "../../corpus/redaction/finding.ts";
import { findSensitive } from "../../corpus/redaction/find.ts";

/** Findings that let others in; addresses of people may stand in a description. */
const SECRETS: readonly string[] = ["key", "password"];

/** What in a text looks like a key or a password, by its start. `path` is that of the file that it is from. */
export async function secretsIn(text: string, path: string): Promise<readonly Finding[]> {
  return (await findSensitive(text, path)).filter(({ kind }) => SECRETS.includes(kind));
}

/** The words of a command, with `…` for those that have a secret in them. */
export async function commandWithoutSecrets(command: readonly string[]): Promise<readonly string[]> {
  return Promise.all(command.map(async (word) => ((await secretsIn(word, "command.txt")).length > 0 ? "…" : word)));
}
