import { createHash } from "node:crypto";
import type { FindingKind } from "./finding.ts";

const GIVEN_NAMES = "Alex Robin Sam Kim Toni Jona Mika Noa Sascha Remy".split(" ");
const FAMILY_NAMES = "Miller Garcia Rossi Novak Tanaka Silva Meyer Olsen Kaya Dubois".split(" ");
const NETWORKS = ["192.0.2", "198.51.100", "203.0.113"];
const HOSTS = 254;

/**
 * A value of the kind that is nobody's: addresses that RFC 2606, 5737 and 3849 keep for documentation, made-up names and keys.
 * `turn` counts the different values of the document `id`; of `value` only the shape is used.
 */
export function syntheticValue(
  kind: Exclude<FindingKind, "benchmark">,
  value: string,
  turn: number,
  id: string,
): string {
  const digest = createHash("sha256")
    .update(JSON.stringify([id, kind, turn]))
    .digest();
  switch (kind) {
    case "email":
      return `user${String(turn + 1)}@example.com`;
    case "ipAddress":
      if (value.includes(":")) return `2001:db8::${(turn + 1).toString(16)}`;
      return `${NETWORKS[Math.floor(turn / HOSTS) % NETWORKS.length] ?? ""}.${String((turn % HOSTS) + 1)}`;
    case "name":
      return `${GIVEN_NAMES[digest.readUInt8(0) % 10] ?? ""} ${FAMILY_NAMES[digest.readUInt8(1) % 10] ?? ""}`;
    case "key":
    case "password":
      return sameShape(value, digest.readUInt32BE(0));
  }
}

/** Letters for letters and digits for digits, from the seed alone; what is neither stays. */
function sameShape(value: string, seed: number): string {
  let state = seed;
  return value.replace(/[A-Za-z0-9]/g, (character) => {
    // The generator of Numerical Recipes; its upper half is random enough to look like a key.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const drawn = state >>> 16;
    if (/\d/.test(character)) return String(drawn % 10);
    const letter = String.fromCharCode(0x61 + (drawn % 26));
    return character === character.toUpperCase() ? letter.toUpperCase() : letter;
  });
}
