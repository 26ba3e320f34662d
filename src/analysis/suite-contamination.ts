import * as z from "zod/mini";

/*
 * `zod/mini`, as in `results.ts`: the webview parses it too.
 */

const suite = z.object({
  suite: z.string(),
  items: z.number(),
  /** Items of which a training document has so much that it may give them away. */
  touched: z.number(),
  /** Items that are too short to be looked for: nothing is known of them. */
  short: z.number(),
  /** Items that ask about training documents on purpose, and are not looked for. */
  byDesign: z.number(),
  /** Sources whose documents have a run in common with items: how many items, in how many documents. */
  sources: z.array(z.object({ corpus: z.string(), source: z.string(), items: z.number(), documents: z.number() })),
});

/** What the documents that an ablation trains on have of the items that it asks. */
export const suiteContaminationSchema = z.object({
  /** Training documents that were searched, and those of them on which the search failed. */
  documents: z.number(),
  unsearched: z.number(),
  suites: z.array(suite),
});

export type SuiteContamination = z.infer<typeof suiteContaminationSchema>;

/** What was searched, and which items were not looked for: a sentence. */
export function searchedSentence({ documents, suites }: SuiteContamination): string {
  const parts = suites.flatMap(({ suite: name, short, byDesign }) => [
    ...(short === 0 ? [] : [`${short} of ${name} are too short to be looked for`]),
    ...(byDesign === 0 ? [] : [`${byDesign} of ${name} ask about training documents by design`]),
  ]);
  const searched = `${documents} training ${documents === 1 ? "document was" : "documents were"} searched for the items`;
  return parts.length === 0 ? searched : `${searched}, of which ${parts.join(", ")}`;
}

/** A sentence for each suite that is touched; none where nothing is. */
export function contaminationSentences({ suites, unsearched }: SuiteContamination): readonly string[] {
  const sentences = suites
    .filter(({ touched }) => touched > 0)
    .map(({ suite: name, items, touched, sources }) => {
      const where = sources.map(
        ({ corpus, source, documents }) =>
          `${corpus}/${source} (${documents} ${documents === 1 ? "document" : "documents"})`,
      );
      const what = name === "bitsPerByte" ? "have a fifth of their words or more in" : "stand in";
      return `${touched} of ${items} items of ${name} ${what} training documents: ${where.join(", ")}`;
    });
  if (unsearched === 0) return sentences;
  const failed = `${unsearched} training ${unsearched === 1 ? "document" : "documents"} could not be searched for items`;
  return [...sentences, failed];
}
