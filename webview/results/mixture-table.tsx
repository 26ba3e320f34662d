import type { VNode } from "preact";
import { DataTable } from "../charts/data-table.tsx";
import { countText, shareText } from "../charts/number-text.ts";
import type { Results } from "../protocol.ts";

/** What each arm is trained on: tokens and the share of each corpus and slice; once it was trained, of the bytes too, and epochs. */
export function MixtureTable({ arms, corpora }: Pick<Results, "arms" | "corpora">): VNode {
  const counted = arms.every(({ trained }) => trained !== undefined);
  const titles = (source: string): readonly string[] => [`${source} (bytes)`, `${source} (epochs)`];
  const sources = [...new Set([...corpora, ...arms.flatMap(({ mixture }) => Object.keys(mixture))])];
  const header = ["arm", "tokens", ...sources.flatMap((source) => [source, ...(counted ? titles(source) : [])])];
  const rows = arms.map((arm) => [
    arm.name,
    countText(arm.tokens),
    ...sources.flatMap((source) => {
      const { byteShare, epochs } = arm.trained?.[source] ?? { byteShare: 0, epochs: 0 };
      return [shareText(arm.mixture[source] ?? 0), ...(counted ? [shareText(byteShare), epochs.toFixed(2)] : [])];
    }),
  ]);
  return (
    <div class="mixtures">
      <DataTable caption="Arms and their mixtures" header={header} rows={rows} />
    </div>
  );
}
