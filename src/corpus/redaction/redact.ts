import type { RedactedKind, RedactionSetting } from "../../experiment/corpus/redaction.ts";
import type { Finding, FindingKind } from "./finding.ts";
import { syntheticValue } from "./synthetic-value.ts";

const KINDS: Readonly<Record<RedactedKind, readonly FindingKind[]>> = {
  secrets: ["key", "password"],
  emails: ["email"],
  ipAddresses: ["ipAddress"],
  names: ["name"],
};

const PLACEHOLDERS: Readonly<Record<FindingKind, string>> = {
  benchmark: "<BENCHMARK>",
  email: "<EMAIL>",
  ipAddress: "<IP_ADDRESS>",
  key: "<KEY>",
  password: "<PASSWORD>",
  name: "<NAME>",
};

export interface Redacted {
  readonly text: string;
  /** How many findings of each kind were replaced. */
  readonly replaced: Readonly<Partial<Record<FindingKind, number>>>;
}

/**
 * Replaces what a corpus's setting names, and parts of benchmarks. `findings` are by start and do not overlap. The same value has the same replacement
 * within a document; synthetic values follow from the document's id and the value's turn, never from the value.
 */
export function redact(text: string, findings: readonly Finding[], setting: RedactionSetting, id: string): Redacted {
  const { kinds, replacement } = "kinds" in setting ? setting : { kinds: setting, replacement: "placeholder" };
  const wanted = new Set<FindingKind>(["benchmark", ...kinds.flatMap((kind) => KINDS[kind])]);
  const chosen = new Map<string, string>();
  const replaced: Partial<Record<FindingKind, number>> = {};
  const parts: string[] = [];
  let reached = 0;
  for (const { kind, start, end } of findings) {
    if (!wanted.has(kind)) continue;
    const value = text.slice(start, end);
    const name = JSON.stringify([kind, value]);
    let substitute = chosen.get(name);
    if (substitute === undefined) {
      substitute =
        replacement === "placeholder" || kind === "benchmark"
          ? PLACEHOLDERS[kind]
          : syntheticValue(kind, value, chosen.size, id);
      chosen.set(name, substitute);
    }
    parts.push(text.slice(reached, start), substitute);
    reached = end;
    replaced[kind] = (replaced[kind] ?? 0) + 1;
  }
  parts.push(text.slice(reached));
  return { text: parts.join(""), replaced };
}
