import type { VNode } from "preact";
import type { ArmStyle } from "../charts/arm-style.ts";
import { DataTable } from "../charts/data-table.tsx";
import { shareText } from "../charts/number-text.ts";
import type { MixtureFinding } from "../protocol.ts";
import { MixtureAgreementCard } from "./mixture-agreement-card.tsx";
import { MixtureOptimumCard } from "./mixture-optimum-card.tsx";
import { MixtureProfileCard } from "./mixture-profile-card.tsx";

interface MixtureLawProperties {
  readonly finding: MixtureFinding;
  readonly styles: ReadonlyMap<string, ArmStyle>;
}

const reasons: Readonly<Record<MixtureFinding["proposals"][number]["reason"], string>> = {
  "predicted-best": "predicted best",
  "uncertain-optimum": "the best could be here",
  gap: "far from all arms",
};

/** What regression on the mixtures found: the predicted best one, how far to trust the law, and what to train next. */
export function MixtureLawView({ finding, styles }: MixtureLawProperties): VNode {
  const names = finding.components.map(({ name }) => name);
  return (
    <section class="mixture-law" aria-label="Mixture law">
      <h2>Mixture law</h2>
      <p class="mixture-finding">{finding.finding}</p>
      <div class="cards">
        <MixtureOptimumCard finding={finding} />
        <MixtureProfileCard finding={finding} />
        <MixtureAgreementCard finding={finding} styles={styles} />
      </div>
      {finding.notes.length > 0 && (
        <ul class="mixture-notes">
          {finding.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {finding.proposals.length > 0 && (
        <>
          <h3>To train next</h3>
          <DataTable
            caption="Mixtures to train next"
            header={["why", ...names]}
            rows={finding.proposals.map(({ shares, reason }) => [
              reasons[reason],
              ...names.map((name) => shareText(shares[name] ?? 0)),
            ])}
          />
          <p class="hint">
            “ablate mixture” with the ablation file prints these arms, and with --write makes a file that has them.
          </p>
        </>
      )}
    </section>
  );
}
