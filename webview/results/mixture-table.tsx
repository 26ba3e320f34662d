import type { VNode } from "preact";
import { DataTable } from "../charts/data-table.tsx";
import { countText, shareText } from "../charts/number-text.ts";
import type { ExperimentFacts } from "../protocol.ts";

/** What each arm is trained on: tokens and the share of each corpus. */
export function MixtureTable({ arms, corpora }: Pick<ExperimentFacts, "arms" | "corpora">): VNode {
  const rows = arms.map((arm) => [
    arm.name,
    countText(arm.tokens),
    ...corpora.map((corpus) => shareText(arm.mixture[corpus] ?? 0)),
  ]);
  return (
    <div class="mixtures">
      <DataTable caption="Arms and their mixtures" header={["arm", "tokens", ...corpora]} rows={rows} />
    </div>
  );
}
