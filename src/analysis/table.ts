import { contaminationSentences, searchedSentence } from "./suite-contamination.ts";
import { mixtureNames } from "./mixture-names.ts";
import { formatSigned, formatValue, percentSign } from "./number-format.ts";
import type { ArmEstimate, MetricResult, Results } from "./results.ts";
import { wrapText } from "./wrap-text.ts";

interface Column {
  readonly title: string;
  readonly cells: readonly string[];
}

/**
 * Results as text for a terminal of `width` columns: the headline, a table of means and a table of differences to the
 * baseline, arms as rows and metrics as columns. Columns that do not fit side by side continue below.
 */
export function resultsTable(results: Results, width: number): string {
  const wholes = results.metrics.filter((metric) => metric.slice === undefined);
  const arms = results.arms.map((arm) => arm.name);
  const means = wholes.map((metric) => column(metric, arms, (estimate) => meanCell(estimate, metric)));
  const compared = arms.filter((arm) => arm !== results.baseline);
  const differences = wholes.map((metric) => column(metric, compared, (estimate) => differenceCell(estimate, metric)));
  const seeds = results.seeds.length === 1 ? `seed ${results.seeds[0] ?? ""}` : `seeds ${results.seeds.join(", ")}`;
  const blind = results.seeds.length === 1 ? "over items only" : "over seeds and items";
  const parts = [
    wrapText(results.headline, width),
    ...(results.comparison === undefined ? [] : [wrapText(results.comparison, width)]),
    wrapText(`Mean of ${seeds} ± half of the 95 % interval ${blind}. BPB: lower is better; %: higher.`, width),
    layOut({ title: "arm", cells: arms }, means, width),
  ];
  if (compared.length > 0) {
    parts.push(
      wrapText(
        `Difference to ${results.baseline} (“~”: not distinguishable, p ≥ 0.05 after Holm's correction).`,
        width,
      ),
      layOut({ title: "arm", cells: compared }, differences, width),
    );
  }
  parts.push(...contaminationParts(results, width));
  if (results.arms.every(({ trained }) => trained !== undefined)) {
    parts.push(
      wrapText(
        "What the arms were trained on: the share declared of each source, that of the bytes, and epochs.",
        width,
      ),
      layOut(
        { title: "arm", cells: arms },
        mixtureNames(results.corpora, results.arms).flatMap((source) => trainedColumns(results, source)),
        width,
      ),
    );
  }
  return `${parts.join("\n\n")}\n`;
}

/** What training documents have of the items, and what is scored on the others. */
function contaminationParts(results: Results, width: number): readonly string[] {
  const { contamination } = results;
  if (contamination === undefined) return [];
  const told = [searchedSentence(contamination), ...contaminationSentences(contamination)];
  const sentences = told.map((sentence) => wrapText(`${sentence}.`, width));
  const untouched = results.metrics.filter((metric) => metric.untouched === true);
  if (untouched.length === 0) return sentences;
  const arms = results.arms.map((arm) => arm.name);
  const columns = untouched.map((metric) => column(metric, arms, (estimate) => meanCell(estimate, metric)));
  return [
    ...sentences,
    wrapText("The same without the items that training documents have:", width),
    layOut({ title: "arm", cells: arms }, columns, width),
  ];
}

function trainedColumns({ arms }: Results, source: string): readonly Column[] {
  const percent = (share: number | undefined): string => ((share ?? 0) * 100).toFixed(1);
  return [
    { title: `${source}${percentSign}`, cells: arms.map(({ mixture }) => percent(mixture[source])) },
    { title: `bytes${percentSign}`, cells: arms.map(({ trained }) => percent(trained?.[source]?.byteShare)) },
    { title: "epochs", cells: arms.map(({ trained }) => (trained?.[source]?.epochs ?? 0).toFixed(2)) },
  ];
}

function column(
  metric: MetricResult,
  arms: readonly string[],
  cell: (estimate: ArmEstimate | undefined) => string,
): Column {
  return {
    title: columnTitle(metric),
    cells: arms.map((arm) => cell(metric.arms.find((estimate) => estimate.arm === arm))),
  };
}

function columnTitle(metric: MetricResult): string {
  if (metric.metric === "bitsPerByte") return `${metric.corpus ?? ""} BPB`;
  return metric.metric === "accuracy" ? `${metric.suite}${percentSign}` : `${metric.suite} P(right)${percentSign}`;
}

function meanCell(estimate: ArmEstimate | undefined, metric: MetricResult): string {
  if (estimate === undefined) return "";
  return `${formatValue(estimate.mean, metric)}${plusMinus(estimate.low, estimate.high, metric)}`;
}

function differenceCell(estimate: ArmEstimate | undefined, metric: MetricResult): string {
  const difference = estimate?.difference;
  if (difference === undefined) return "";
  const doubt = difference.distinguishable ? "" : "~ ";
  return `${doubt}${formatSigned(difference.mean, metric)}${plusMinus(difference.low, difference.high, metric)}`;
}

function plusMinus(low: number, high: number, metric: MetricResult): string {
  return metric.intervalOver === "nothing" ? "" : ` ±${formatValue((high - low) / 2, metric)}`;
}

function layOut(first: Column, columns: readonly Column[], width: number): string {
  const blocks: Column[][] = [];
  let used = Infinity;
  for (const next of columns) {
    if (used + columnWidth(next) + 2 > width) {
      blocks.push([]);
      used = columnWidth(first);
    }
    blocks.at(-1)?.push(next);
    used += columnWidth(next) + 2;
  }
  return blocks.map((block) => renderBlock(first, block)).join("\n\n");
}

function renderBlock(first: Column, columns: readonly Column[]): string {
  const rows = ["", ...first.cells].map((_, row) => {
    const text = (source: Column): string => (row === 0 ? source.title : (source.cells[row - 1] ?? ""));
    const cells = columns.map((source) => text(source).padStart(columnWidth(source)));
    return [text(first).padEnd(columnWidth(first)), ...cells].join("  ").trimEnd();
  });
  const rule = [first, ...columns].map((source) => "─".repeat(columnWidth(source))).join("  ");
  return [rows[0], rule, ...rows.slice(1)].join("\n");
}

function columnWidth(source: Column): number {
  return Math.max(...[source.title, ...source.cells].map((text) => text.length));
}
