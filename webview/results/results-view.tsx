import type { VNode } from "preact";
import { useContext } from "preact/hooks";
import { armStyles } from "../charts/arm-style.ts";
import { MarkKey } from "../charts/marks.tsx";
import { ShowTrail } from "../charts/show-trail.ts";
import type { MetricResult, Results } from "../protocol.ts";
import { Checkbox } from "../ui/checkbox.tsx";
import { Dropdown } from "../ui/dropdown.tsx";
import type { ResultsChoices } from "./choices.ts";
import { ContaminationNotice } from "./contamination-notice.tsx";
import { MetricCard } from "./metric-card.tsx";
import { MixtureLawView } from "./mixture-law-view.tsx";

interface ResultsViewProperties {
  readonly results: Results;
  readonly choices: ResultsChoices;
  readonly onChoose: (choices: ResultsChoices) => void;
}

/** The results of an experiment: what it found in a sentence, then a card for each metric. */
export function ResultsView({ results, choices, onChoose }: ResultsViewProperties): VNode {
  const styles = armStyles(results.arms, results.proportionOf);
  const canTrace = useContext(ShowTrail) !== undefined;
  const chosen = results.metrics.filter((metric) => metric.metric === "bitsPerByte" || metric.metric === choices.score);
  const card = (metric: MetricResult): VNode => (
    <MetricCard key={metric.id} metric={metric} results={results} choices={choices} styles={styles} />
  );
  const slices = chosen.filter((metric) => metric.slice !== undefined);
  return (
    <div class="results">
      <p class="headline">{results.headline}</p>
      {results.contamination !== undefined && (
        <ContaminationNotice contamination={results.contamination} metrics={results.metrics} />
      )}
      <div class="toolbar">
        {results.proportionOf !== undefined && (
          <Dropdown
            label="Show"
            value={choices.shape}
            options={[
              { value: "curve", text: `Curve over ${results.proportionOf}` },
              { value: "arms", text: "Arm by arm" },
            ]}
            onChoose={(shape) => onChoose({ ...choices, shape })}
          />
        )}
        <Dropdown
          label="Values"
          value={choices.values}
          options={[
            { value: "measured", text: "As measured" },
            { value: "difference", text: `Against ${results.baseline}` },
          ]}
          onChoose={(values) => onChoose({ ...choices, values })}
        />
        {results.metrics.some((metric) => metric.metric !== "bitsPerByte") && (
          <Dropdown
            label="Questions"
            value={choices.score}
            options={[
              { value: "accuracy", text: "Accuracy" },
              { value: "correctProbability", text: "Probability" },
            ]}
            onChoose={(score) => onChoose({ ...choices, score })}
          />
        )}
        {slices.length > 0 && (
          <Checkbox checked={choices.slices} onToggle={(checked) => onChoose({ ...choices, slices: checked })}>
            Slices
          </Checkbox>
        )}
      </div>
      <MarkKey baseline={results.baseline} />
      <p class="hint">
        Point at an arm, or press Tab and the arrow keys, to read its values.
        {canTrace && " Click it, or press Enter, to see where they come from."}
      </p>
      <div class="cards">{chosen.filter((metric) => metric.slice === undefined).map(card)}</div>
      {results.mixtureLaw !== undefined && <MixtureLawView finding={results.mixtureLaw} styles={styles} />}
      {choices.slices && slices.length > 0 && (
        <>
          <h2>Slices</h2>
          <div class="cards">{slices.map(card)}</div>
        </>
      )}
      <p class="method">
        Arms are compared at equal training tokens. Differences are paired by seed and by item; intervals are 95&nbsp;%
        and treat seeds and documents as samples; an arm counts as distinguishable where p &lt; 0.05 after Holm’s
        correction over the arms of a metric. Intervals of two arms may overlap although the arms are distinguishable:
        what they share, such as hard documents, cancels in their difference.
      </p>
    </div>
  );
}
