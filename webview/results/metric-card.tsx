import type { VNode } from "preact";
import { useContext, useState } from "preact/hooks";
import type { MetricResult, Results } from "../protocol.ts";
import { ArmsChart } from "../charts/arms-chart.tsx";
import type { ArmStyle } from "../charts/arm-style.ts";
import { Card } from "../charts/card.tsx";
import { DataTable } from "../charts/data-table.tsx";
import { fileNameOf, SaveFile } from "../charts/export.ts";
import { KeyboardCursor } from "../charts/keyboard-cursor.tsx";
import { metricTable } from "../charts/metric-table.ts";
import { ProportionChart } from "../charts/proportion-chart.tsx";
import { ShowTrail } from "../charts/show-trail.ts";
import { readout } from "../charts/readout.ts";
import { standaloneSvg } from "../charts/standalone-svg.ts";
import { tableCsv } from "../charts/table-csv.ts";
import { useWidth } from "../charts/use-width.ts";
import type { ResultsChoices } from "./choices.ts";

interface MetricCardProperties {
  readonly metric: MetricResult;
  readonly results: Results;
  readonly choices: ResultsChoices;
  readonly styles: ReadonlyMap<string, ArmStyle>;
}

/** One metric: its finding, its chart with a cursor, and its numbers as a table. */
export function MetricCard({ metric, results, choices, styles }: MetricCardProperties): VNode {
  const [place, setPlace, width] = useWidth<HTMLDivElement>();
  const [active, setActive] = useState<string>();
  const [showsTable, setShowsTable] = useState(false);
  const save = useContext(SaveFile);
  const showTrail = useContext(ShowTrail);

  const corpus = choices.shape === "curve" ? results.proportionOf : undefined;
  const shares = new Map(results.arms.map((arm) => [arm.name, arm.mixture[corpus ?? ""] ?? 0]));
  const order = metric.arms.map((arm) => arm.arm);
  if (corpus !== undefined) order.sort((a, b) => (shares.get(a) ?? 0) - (shares.get(b) ?? 0));
  const table = metricTable(metric, results.baseline);
  const read = (arm: string | undefined): string => (arm === undefined ? "" : readout(metric, arm, results.baseline));
  const chart = { metric, mode: choices.values, width, styles, active, onPoint: setActive };

  const pressed = metric.arms.find(({ arm }) => arm === active);
  const onPress =
    showTrail === undefined || pressed === undefined
      ? undefined
      : () => showTrail({ metric: metric.id, arm: pressed.arm, seeds: pressed.seeds.map(({ seed }) => seed) });

  const saveSvg = (): void => {
    const svg = place?.querySelector("svg");
    if (svg instanceof SVGSVGElement) {
      const content = standaloneSvg(svg, metric.finding);
      save({ format: "svg", fileName: `${fileNameOf(metric.title)}.svg`, content });
    }
  };
  const saveCsv = (): void => {
    save({
      format: "csv",
      fileName: `${fileNameOf(metric.title)}.csv`,
      content: tableCsv([table.header, ...table.rows]),
    });
  };
  const actions = [
    {
      text: showsTable ? "Chart" : "Table",
      name: `Show as ${showsTable ? "chart" : "table"}: ${metric.title}`,
      onPress: () => setShowsTable(!showsTable),
    },
    ...(showsTable ? [] : [{ text: "Save SVG", name: `Save SVG: ${metric.title}`, onPress: saveSvg }]),
    { text: "Save CSV", name: `Save CSV: ${metric.title}`, onPress: saveCsv },
  ];

  return (
    <Card title={metric.finding} subtitle={subtitle(metric, results)} actions={actions} wide={showsTable}>
      {showsTable ? (
        <DataTable caption={metric.title} header={table.header} rows={table.rows} />
      ) : (
        <>
          <KeyboardCursor
            label={`${metric.title} by arm. ${metric.finding}.`}
            count={order.length}
            position={active === undefined ? undefined : order.indexOf(active)}
            text={active === undefined ? "No arm chosen" : read(active)}
            element={setPlace}
            onMove={(position) => setActive(position === undefined ? undefined : order[position])}
            onPress={onPress}
          >
            {width > 0 &&
              (corpus === undefined ? (
                <ArmsChart {...chart} />
              ) : (
                <ProportionChart {...chart} shares={shares} corpus={corpus} />
              ))}
          </KeyboardCursor>
          <p class={active === undefined ? "readout at-rest" : "readout"}>{read(active ?? furthestArm(metric))}</p>
        </>
      )}
    </Card>
  );
}

/** The arm whose values are told while none is pointed at: the one that differs most from the baseline. */
function furthestArm(metric: MetricResult): string | undefined {
  const difference = ({ difference }: MetricResult["arms"][number]): number => Math.abs(difference?.mean ?? 0);
  return [...metric.arms].sort((a, b) => difference(b) - difference(a))[0]?.arm;
}

const intervals: Readonly<Record<MetricResult["intervalOver"], string>> = {
  seedsAndItems: "intervals over seeds and items",
  items: "one seed: intervals over items only",
  seeds: "too few to sample: intervals over seeds only",
  nothing: "one seed and too few to sample: no interval",
};

const matched: Readonly<Record<Results["matched"], string>> = {
  tokens: "matched by tokens",
  bytes: "matched by bytes",
  flops: "matched by FLOPs",
  additive: "additive",
  nothing: "not matched",
};

function subtitle(metric: MetricResult, results: Results): string {
  const things = metric.metric === "bitsPerByte" ? "documents" : "questions";
  const counted = metric.metric === "bitsPerByte" ? metric.clusters : metric.items;
  return [
    `${metric.better} is better`,
    `${counted} ${counted === 1 ? things.slice(0, -1) : things}`,
    intervals[metric.intervalOver],
    matched[results.matched],
  ].join(" · ");
}
