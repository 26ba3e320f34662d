import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { Card } from "../charts/card.tsx";
import { DataTable } from "../charts/data-table.tsx";
import { type EstimateRow, EstimatesChart } from "../charts/estimates-chart.tsx";
import { KeyboardCursor } from "../charts/keyboard-cursor.tsx";
import { differenceText, shareText, valueText } from "../charts/number-text.ts";
import { useWidth } from "../charts/use-width.ts";
import type { MixtureFinding } from "../protocol.ts";

/** The predicted best mixture beside the one in proportion to the tokens and the best arm; as a table, their shares. */
export function MixtureOptimumCard({ finding }: { readonly finding: MixtureFinding }): VNode {
  const [, setPlace, width] = useWidth<HTMLDivElement>();
  const [active, setActive] = useState<number>();
  const [showsTable, setShowsTable] = useState(false);
  const { objective, optimum, stratified, bestMeasured } = finding;
  const better = stratified?.distinguishable === true ? "distinguishable" : "indistinguishable";
  const rows: EstimateRow[] = [
    { name: "predicted best", ...optimum, kind: stratified === undefined ? "distinguishable" : better },
    ...(stratified === undefined ? [] : [{ name: "by tokens", ...stratified, kind: "baseline" as const }]),
    {
      name: `measured: ${bestMeasured.arm}`,
      mean: bestMeasured.value,
      low: bestMeasured.value,
      high: bestMeasured.value,
      kind: "distinguishable",
    },
  ];
  const title = titleOf(finding);
  const read = (row: number | undefined): string => (row === undefined ? "" : readout(finding, row, rows[row]));
  return (
    <Card
      title={title}
      subtitle={`${objective.title} · ${objective.better} is better · within the bounds of the search`}
      wide={showsTable}
      actions={[
        {
          text: showsTable ? "Chart" : "Table",
          name: `Show as ${showsTable ? "chart" : "table"}: predicted best mixture`,
          onPress: () => setShowsTable(!showsTable),
        },
      ]}
    >
      {showsTable ? (
        <DataTable caption="Shares of the predicted best mixture" {...sharesTable(finding)} />
      ) : (
        <>
          <KeyboardCursor
            label={`${objective.title} of the predicted best mixture. ${title}.`}
            count={rows.length}
            position={active}
            text={active === undefined ? "No mixture chosen" : read(active)}
            element={setPlace}
            onMove={setActive}
          >
            {width > 0 && (
              <EstimatesChart rows={rows} metric={objective} width={width} active={active} onPoint={setActive} />
            )}
          </KeyboardCursor>
          <p class={active === undefined ? "readout at-rest" : "readout"}>{read(active ?? 0)}</p>
        </>
      )}
    </Card>
  );
}

function titleOf({ objective, stratified }: MixtureFinding): string {
  if (stratified === undefined) return "The predicted best mixture, with its interval";
  const { mean } = stratified.difference;
  return stratified.distinguishable
    ? `The predicted best mixture differs from shares by tokens by ${differenceText(mean, objective)}`
    : "The predicted best mixture is not distinguishable from shares by tokens";
}

function readout({ objective, optimum, stratified }: MixtureFinding, row: number, of: EstimateRow | undefined): string {
  if (of === undefined) return "";
  const value = (number: number): string => valueText(number, objective);
  const interval = of.high > of.low ? ` (95\u00a0% CI ${value(of.low)} to ${value(of.high)})` : "";
  const own = `${of.name}: ${value(of.mean)}${interval}`;
  const shares = of.kind === "baseline" ? stratified?.shares : row === 0 ? optimum.shares : undefined;
  const told = shares === undefined ? own : `${own}; ${sharesText(shares)}`;
  if (row !== 0 || stratified === undefined) return `${told}.`;
  const { mean, low, high } = stratified.difference;
  const signed = (number: number): string => differenceText(number, objective);
  return `${told}. Against shares by tokens: ${signed(mean)} (95\u00a0% CI ${signed(low)} to ${signed(high)}).`;
}

function sharesText(shares: Readonly<Record<string, number>>): string {
  return Object.entries(shares)
    .filter(([, share]) => share >= 0.0005)
    .sort((a, b) => b[1] - a[1])
    .map(([name, share]) => `${shareText(share)} ${name}`)
    .join(", ");
}

const because: Readonly<Record<MixtureFinding["components"][number]["highBecause"], string>> = {
  measured: "the most that an arm had",
  asked: "asked for",
  repetition: "repetition",
};

function sharesTable({ components, optimum, stratified }: MixtureFinding): { header: string[]; rows: string[][] } {
  return {
    header: ["corpus", "best", "95\u00a0% of replicates", "by tokens", "least", "most", "because"],
    rows: components.map(({ name, low, high, highBecause }) => {
      const interval = optimum.shareIntervals[name];
      return [
        name,
        shareText(optimum.shares[name] ?? 0),
        interval === undefined ? "–" : `${shareText(interval.low)} to ${shareText(interval.high)}`,
        stratified === undefined ? "–" : shareText(stratified.shares[name] ?? 0),
        shareText(low),
        shareText(high),
        because[highBecause],
      ];
    }),
  };
}
