import type { VNode } from "preact";
import { DataTable } from "../charts/data-table.tsx";
import { countText, shareText } from "../charts/number-text.ts";
import type { Results } from "../protocol.ts";

/** What each arm is trained on: tokens and the share of each corpus; once it was trained, of the bytes too, and epochs. */
export function MixtureTable({ arms, corpora }: Pick<Results, "arms" | "corpora">): VNode {
  const counted = arms.every(({ trained }) => trained !== undefined);
  const titles = (corpus: string): readonly string[] => [`${corpus} (bytes)`, `${corpus} (epochs)`];
  const header = ["arm", "tokens", ...corpora.flatMap((corpus) => [corpus, ...(counted ? titles(corpus) : [])])];
  const rows = arms.map((arm) => [
    arm.name,
    countText(arm.tokens),
    ...corpora.flatMap((corpus) => {
      const { byteShare, epochs } = arm.trained?.[corpus] ?? { byteShare: 0, epochs: 0 };
      return [shareText(arm.mixture[corpus] ?? 0), ...(counted ? [shareText(byteShare), epochs.toFixed(2)] : [])];
    }),
  ]);
  return (
    <div class="mixtures">
      <DataTable caption="Arms and their mixtures" header={header} rows={rows} />
    </div>
  );
}
