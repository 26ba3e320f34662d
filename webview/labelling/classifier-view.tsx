import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { Card } from "../charts/card.tsx";
import { DataTable } from "../charts/data-table.tsx";
import { exactText, shareText } from "../charts/number-text.ts";
import type { ClassifierReport } from "../protocol.ts";
import { CalibrationChart, type CalibrationCurve } from "./calibration-chart.tsx";

/** What cross-validation says of a classifier: how well it tells good from bad, and whether its probabilities hold. */
export function ClassifierView({ report }: { readonly report: ClassifierReport }): VNode {
  const { auc, qualityAuc, pairAccuracy, reliability, groupedBy, documents, scores, pairs, folds } = report;
  return (
    <section class="classifier" aria-label="The classifier">
      <p>
        Trained on {exactText(documents)} documents with {exactText(scores)} scores and {exactText(pairs)} pairs. The
        figures are of {folds}-fold cross-validation: of documents whose{" "}
        {groupedBy === "document" ? "own label" : "whole repository or source"} it was not trained on.
      </p>
      {groupedBy === "document" && (
        <p class="message">All of them are of one repository or source: how it does on others is not known.</p>
      )}
      {auc !== null && (
        <DataTable
          caption="How well it tells good from bad"
          header={["", "AUC", "95 % interval", "Good", "Bad"]}
          rows={[aucRow("Classifier", auc), ...(qualityAuc === null ? [] : [aucRow("Default quality", qualityAuc)])]}
        />
      )}
      {pairAccuracy !== null && <p>It puts {shareText(pairAccuracy)} of the compared pairs in the right order.</p>}
      {reliability === null ? (
        <p class="hint">Pairs alone say of no document that it is good: there is no calibration without scores.</p>
      ) : (
        <CalibrationCard {...reliability} />
      )}
    </section>
  );
}

function aucRow(
  name: string,
  { auc, interval: [low, high], good, bad }: NonNullable<ClassifierReport["auc"]>,
): string[] {
  return [name, auc.toFixed(3), `${low.toFixed(3)} to ${high.toFixed(3)}`, exactText(good), exactText(bad)];
}

function CalibrationCard({ brier, calibrationError, curve }: NonNullable<ClassifierReport["reliability"]>): VNode {
  const [table, setTable] = useState(false);
  return (
    <Card
      title={`Its probabilities are off by ${Number((100 * calibrationError).toFixed(1))} points on average`}
      subtitle={`How many documents turned out good, by how probable that was held. Brier score ${brier.toFixed(3)}.`}
      actions={[
        {
          text: table ? "Chart" : "Table",
          name: table ? "Show calibration as chart" : "Show calibration as table",
          onPress: () => setTable(!table),
        },
      ]}
    >
      {table ? <CalibrationTable curve={curve} /> : <CalibrationChart curve={curve} />}
    </Card>
  );
}

function CalibrationTable({ curve }: { readonly curve: CalibrationCurve }): VNode {
  return (
    <DataTable
      caption="Calibration"
      header={["Probability", "Foretold", "Good", "Documents"]}
      rows={curve.map(({ from, to, foretold, good, documents }) => [
        `${shareText(from)} to ${shareText(to)}`,
        shareText(foretold),
        shareText(good),
        exactText(documents),
      ])}
    />
  );
}
