import type { CorpusFile } from "../../experiment/corpus-file.ts";
import type { Judgeable } from "./verdict.ts";
import type { Drop } from "./verdict.ts";

/** Why a document's licence drops it, by the policy of the corpus; undefined where it may be kept. Every licence may so far. */
export function refusedLicence(_document: Pick<Judgeable, "licence">, _corpus: CorpusFile): Drop | undefined {
  return undefined;
}
