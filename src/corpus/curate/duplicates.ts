import type { CorpusFile } from "../../experiment/corpus-file.ts";
import { type DedupSettings, dedupSettings } from "../../experiment/corpus/dedup.ts";
import { sqlText } from "../../store/parquet-writer.ts";
import { Deduplication } from "../dedup/deduplication.ts";
import { MEASURED_SIGNATURE, textSignature } from "../dedup/signature.ts";
import { licenceClass } from "../licence/policy.ts";
import type { CuratePhases } from "./phases.ts";
import type { PlacedDocument } from "./corpus-documents.ts";
import type { ClusterMember, WorkingSet } from "./working-set.ts";

const EQUAL = "dropped.digest = survivor.digest";

/**
 * Clusters the documents that are left, across all sources, by equal content and by near-equal content as `dedup` says, and
 * drops all of a cluster but its survivor. `scratch` is a folder that is made and removed.
 */
export async function dropDuplicates(
  set: WorkingSet,
  { dedup }: Pick<CorpusFile, "dedup">,
  scratch: string,
  phases: CuratePhases,
  signal: AbortSignal,
): Promise<void> {
  const settings = dedupSettings(dedup);
  if (!settings.exact && settings.near === null) return;
  const signatureOf = signatures(settings);
  const readsText = settings.near !== null && (signatureOf !== measuredSignature || settings.near.verify === "exact");
  const count = set.count;
  const duplicates = new Deduplication(scratch, settings, count);
  phases.begin("deduplication", await set.candidateCount());
  try {
    const candidates = set.candidates([
      ...(["signals", "contributions", "findings"] as const),
      ...(readsText ? [] : (["text"] as const)),
      ...(signatureOf === measuredSignature ? [] : (["signature"] as const)),
    ]);
    for await (const document of candidates) {
      signal.throwIfAborted();
      phases.advance();
      const { place, digest, bytes, quality, time, licence, text } = document;
      if (digest === null) continue;
      const permissive = licenceClass(licence) === "permissive";
      const facts = { permissive, time: time?.getTime() ?? null, bytes, quality: quality ?? 0 };
      duplicates.add({ ...facts, number: place, digest, signature: signatureOf(document), text });
    }
    if (settings.near !== null) phases.begin("near duplicates", count);
    await duplicates.finish(signal, (share) => {
      phases.reach(Math.round(count * share));
    });
    await set.addClusters(members(duplicates, count));
  } finally {
    duplicates.close();
  }
  await set.connection.run(`
    INSERT INTO drops
    SELECT member.place, CASE WHEN ${EQUAL} THEN 'duplicate' ELSE 'near-duplicate' END, ${reasonSql(settings)}
    FROM clusters AS member
      JOIN documents AS dropped USING (place)
      JOIN documents AS survivor ON survivor.place = member.cluster
      JOIN documents AS neighbour ON neighbour.place = member.matched
    WHERE NOT member.survives`);
}

type Signatures = (document: PlacedDocument) => Uint8Array | null;

const noSignature: Signatures = () => null;
const measuredSignature: Signatures = ({ signature }) => signature;

/** Where the corpus asks for other signatures than documents are measured by, they are made from the texts. */
function signatures({ near }: DedupSettings): Signatures {
  if (near === null) return noSignature;
  const { permutations, shingle, minTokens } = MEASURED_SIGNATURE;
  if (near.permutations === permutations && near.shingle === shingle && near.minTokens === minTokens)
    return measuredSignature;
  return ({ text }) => (text === null ? null : textSignature(text, near));
}

function* members(duplicates: Deduplication, count: number): Generator<ClusterMember> {
  const near = new Set<number>();
  for (let place = 0; place < count; place += 1) {
    const fate = duplicates.fate(place);
    if (fate?.equal === false) near.add(fate.survivor);
  }
  for (let place = 0; place < count; place += 1) {
    const fate = duplicates.fate(place);
    if (fate === null) continue;
    const { survivor, similarity, matched, matchedSimilarity } = fate;
    const kind = near.has(survivor) ? "near" : "exact";
    yield { cluster: survivor, place, kind, similarity, survives: place === survivor, matched, matchedSimilarity };
  }
}

/** A sentence about what a document was matched with and how near it is. */
function reasonSql({ near }: DedupSettings): string {
  const survivor = "survivor.source || ':' || survivor.path";
  const neighbour = "neighbour.source || ':' || neighbour.path";
  const similarity = "'similarity ' || format('{:.2f}', member.matched_similarity) || ' with ' || ";
  const threshold = near === null || near.verify === "none" ? "" : ` is ${near.jaccard} or more`;
  return `CASE
    WHEN ${EQUAL} THEN 'same content as ' || ${survivor}
    WHEN member.matched = member.cluster THEN ${similarity}${neighbour} || ${sqlText(threshold)}
    ELSE ${similarity}${neighbour} || ${sqlText(`${threshold}; that is in a cluster with `)} || ${survivor}
  END`;
}
