import type { LicencePolicy } from "../../experiment/corpus/licences.ts";
import { licenceNamed, type LicenceExpression, parseLicenceExpression, UNRECOGNISED_LICENCE } from "./expression.ts";
import { PERMISSIVE_LICENCES } from "./permissive-licences.ts";

/** How freely a document may be used. `none`: nothing states a licence. */
export type LicenceClass = "permissive" | "non-permissive" | "none";

/** The class of an SPDX expression. What is no expression, or names no licence that SPDX lists, is not permissive. */
export function licenceClass(licence: string | null): LicenceClass {
  if (licence === null) return "none";
  const expression = parseLicenceExpression(licence);
  return expression !== null && holds(expression, isPermissive) ? "permissive" : "non-permissive";
}

/**
 * Why the policy drops a document, as a sentence with its licence and where that is known from; null where it keeps it. Without
 * a licence, `origin` is null too.
 */
export function licenceProblem(licence: string | null, origin: string | null, policy: LicencePolicy): string | null {
  const { allow, unknown } = policy;
  if (licence === null) return unknown === "keep" ? null : 'no licence is known for it, and licences.unknown is "drop"';
  const wanted = allow === "permissive" ? "permissive" : `one of ${allow.join(", ")}`;
  const from = origin === null ? "" : ` (from ${origin})`;
  if (licence === UNRECOGNISED_LICENCE)
    return `its licence${from} is like none that SPDX lists, and licences.allow asks for ${wanted}`;
  const expression = parseLicenceExpression(licence);
  const allowed = allow === "permissive" ? isPermissive : isAmong(allow);
  if (expression !== null && holds(expression, allowed)) return null;
  return `its licence ${licence}${from} is not ${wanted}, as licences.allow asks`;
}

/** `OR` leaves the choice to who takes it, `AND` does not; an exception only adds permissions. */
function holds(expression: LicenceExpression, allowed: (id: string) => boolean): boolean {
  if (expression.kind === "licence") return allowed(expression.id);
  const ofPart = (part: LicenceExpression): boolean => holds(part, allowed);
  return expression.kind === "or" ? expression.parts.some(ofPart) : expression.parts.every(ofPart);
}

function isPermissive(id: string): boolean {
  return PERMISSIVE_LICENCES.has(id);
}

function isAmong(ids: readonly string[]): (id: string) => boolean {
  const wanted = new Set(ids.map((id) => licenceNamed(id) ?? id));
  return (id) => wanted.has(id);
}
