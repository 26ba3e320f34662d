import { createHash } from "node:crypto";
import type { JsonObject, JsonValue } from "./json.ts";
import type { StageKey, StageKind } from "./stage.ts";

/** JSON with object names in code-point order and no white space, so that equal values give equal text. */
export function canonicalJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

/**
 * Names a stage by everything that its result depends on: its kind, the version of the code that runs it, its
 * parameters and the keys of its inputs. 20 hex digits of SHA-256 (80 bits: no collision to be expected below 10^11).
 */
export function stageKey(
  kind: StageKind,
  version: number,
  parameters: JsonObject,
  inputs: Readonly<Record<string, StageKey>>,
): StageKey {
  const text = canonicalJson({ kind, version, parameters, inputs });
  return createHash("sha256").update(text).digest("hex").slice(0, 20);
}
