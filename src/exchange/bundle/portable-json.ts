import { basename, isAbsolute, relative, sep } from "node:path";
import { z } from "zod";
import type { JsonValue } from "../../stage/json.ts";
import { withoutCredentials } from "../../store/without-credentials.ts";

const jsonRecord = z.record(z.string(), z.json());

/**
 * A record without places of this machine: an absolute path beneath `root` becomes relative to it, any other is its last name after
 * `elsewhere/`; addresses lose their user names and passwords.
 */
export function portableRecord(value: object, root: string): Record<string, JsonValue> {
  const record = jsonRecord.parse(JSON.parse(JSON.stringify(value)));
  return Object.fromEntries(Object.entries(record).map(([name, member]) => [name, portable(member, root)]));
}

function portable(value: JsonValue, root: string): JsonValue {
  if (Array.isArray(value)) return value.map((member) => portable(member, root));
  if (typeof value === "object" && value !== null) return portableRecord(value, root);
  return typeof value === "string" ? portableText(value, root) : value;
}

function portableText(text: string, root: string): string {
  if (!isAbsolute(text)) return withoutCredentials(text);
  return isBeneath(text, root) ? pathBeneath(text, root) : `elsewhere/${basename(text)}`;
}

/** Whether a path is a folder's own or of something in it. */
export function isBeneath(path: string, folder: string): boolean {
  const inside = relative(folder, path);
  return inside !== ".." && !inside.startsWith(`..${sep}`) && !isAbsolute(inside);
}

/** A path relative to a folder, with `/`; `.` for the folder itself. */
export function pathBeneath(path: string, folder: string): string {
  return relative(folder, path).split(sep).join("/") || ".";
}
