import type { CorpusFile } from "../../experiment/corpus-file.ts";
import { licenceProblem } from "../licence/policy.ts";
import type { Drop, Judgeable } from "./verdict.ts";

/** Why a document's licence drops it, by the policy of the corpus; undefined where it may be kept. */
export function refusedLicence(
  { licence, licenceOrigin }: Pick<Judgeable, "licence" | "licenceOrigin">,
  { licences }: Pick<CorpusFile, "licences">,
): Drop | undefined {
  const reason = licences === undefined ? null : licenceProblem(licence, licenceOrigin, licences);
  return reason === null ? undefined : { rule: "licence", reason };
}
