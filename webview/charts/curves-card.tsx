import type { VNode } from "preact";
import { useContext, useMemo, useRef, useState } from "preact/hooks";
import type uPlot from "uplot";
import type { Curve } from "../protocol.ts";
import { Checkbox } from "../ui/checkbox.tsx";
import { Dropdown } from "../ui/dropdown.tsx";
import type { ArmStyle } from "./arm-style.ts";
import { Card } from "./card.tsx";
import type { CurveChoices, CurveMeasure } from "./curve-choices.ts";
import { alignedCurves, figureText, valueAt } from "./curve-data.ts";
import { CurveLegend } from "./curve-legend.tsx";
import { CurvePlot } from "./curve-plot.tsx";
import { DataTable } from "./data-table.tsx";
import { SaveFile } from "./export.ts";
import { KeyboardCursor } from "./keyboard-cursor.tsx";
import { countText } from "./number-text.ts";
import { tableCsv } from "./table-csv.ts";
import { pngOf } from "./standalone-png.ts";
import { useWidth } from "./use-width.ts";

interface CurvesCardProperties {
  readonly curves: readonly Curve[];
  readonly styles: ReadonlyMap<string, ArmStyle>;
  readonly choices: CurveChoices;
  readonly onChoose: (choices: CurveChoices) => void;
}

const measures: readonly { value: CurveMeasure; text: string; label: string }[] = [
  { value: "loss", text: "Loss", label: "loss, nats per token" },
  { value: "gradientNorm", text: "Gradient norm", label: "gradient norm before clipping" },
  { value: "rate", text: "Learning rate", label: "learning rate" },
];

/** Training curves of all arms and seeds against tokens, growing while they train. */
export function CurvesCard({ curves, styles, choices, onChoose }: CurvesCardProperties): VNode {
  const [, setPlace, width] = useWidth<HTMLDivElement>();
  const [cursor, setCursor] = useState<number>();
  const [byKeyboard, setByKeyboard] = useState(false);
  const [showsTable, setShowsTable] = useState(false);
  const plot = useRef<uPlot>(null);
  const save = useContext(SaveFile);
  const data = useMemo(() => alignedCurves(curves, choices.measure), [curves, choices.measure]);

  const last = data[0].length - 1;
  const at = cursor === undefined ? last : Math.min(cursor, last);
  const measure = measures.find((candidate) => candidate.value === choices.measure);
  const names = [...new Set(curves.map((curve) => curve.arm))];
  const arms = names.map((name) => ({
    name,
    style: styles.get(name),
    shown: !choices.hidden.includes(name),
    values: curves.flatMap((curve, column) => (curve.arm === name ? [valueAt(data, column + 1, at)] : [])),
  }));
  const tokens = `${countText(data[0][at] ?? 0)} tokens`;
  const reading = `At ${tokens}: ${arms
    .filter((arm) => arm.shown)
    .map((arm) => `${arm.name} ${arm.values.map(figureText).join(", ")}`)
    .join("; ")}`;
  const header = ["arm", "seed", "tokens", "loss", "gradient norm", "learning rate"];
  const rows = curves.map(({ arm, seed, points }) => [
    arm,
    `${seed}`,
    countText(points.tokens.at(-1) ?? 0),
    ...[points.loss, points.gradientNorm, points.rate].map((column) => figureText(column.at(-1) ?? undefined)),
  ]);

  const move = (position: number | undefined): void => {
    setByKeyboard(position !== undefined);
    setCursor(position);
  };
  const point = (index: number | undefined): void => {
    setByKeyboard(false);
    setCursor(index);
  };
  const toggle = (arm: string): void => {
    const hidden = choices.hidden.includes(arm)
      ? choices.hidden.filter((name) => name !== arm)
      : [...choices.hidden, arm];
    onChoose({ ...choices, hidden });
  };
  const savePng = (): void => {
    const image = plot.current === null ? undefined : pngOf(plot.current.ctx.canvas);
    if (image !== undefined) save({ format: "png", fileName: `${choices.measure}.png`, content: image });
  };
  const actions = [
    {
      text: showsTable ? "Chart" : "Table",
      name: `Show as ${showsTable ? "chart" : "table"}: training curves`,
      onPress: () => setShowsTable(!showsTable),
    },
    ...(showsTable ? [] : [{ text: "Save PNG", name: "Save PNG: training curves", onPress: savePng }]),
    {
      text: "Save CSV",
      name: "Save CSV: training curves",
      onPress: () => save({ format: "csv", fileName: "curves.csv", content: curvesCsv(curves) }),
    },
  ];

  return (
    <Card
      title={title(curves, choices.measure)}
      subtitle={`${measure?.label ?? ""} · each line is one seed`}
      actions={actions}
    >
      <div class="toolbar">
        <Dropdown
          label="Show"
          value={choices.measure}
          options={measures}
          onChoose={(chosen) => onChoose({ ...choices, measure: chosen })}
        />
        <Checkbox checked={choices.logX} onToggle={(logX) => onChoose({ ...choices, logX })}>
          Log tokens
        </Checkbox>
        <Checkbox checked={choices.logY} onToggle={(logY) => onChoose({ ...choices, logY })}>
          Log values
        </Checkbox>
      </div>
      {showsTable ? (
        <DataTable caption="Last point of each training curve" header={header} rows={rows} />
      ) : (
        <>
          <KeyboardCursor
            label={`${measure?.text ?? ""} of ${names.length} arms while training, against training tokens`}
            count={data[0].length}
            position={cursor}
            text={reading}
            element={setPlace}
            onMove={move}
          >
            {width > 0 && (
              <CurvePlot
                data={data}
                columns={curves.map((curve) => ({
                  arm: curve.arm,
                  style: styles.get(curve.arm),
                  shown: !choices.hidden.includes(curve.arm),
                }))}
                width={width}
                yLabel={measure?.label ?? ""}
                logX={choices.logX}
                logY={choices.logY}
                cursor={byKeyboard ? cursor : undefined}
                plot={plot}
                onPoint={point}
              />
            )}
          </KeyboardCursor>
          <p class="legend-head">{cursor === undefined ? `Latest, at ${tokens}` : `At ${tokens}`}</p>
          <CurveLegend arms={arms} onToggle={toggle} />
        </>
      )}
    </Card>
  );
}

function title(curves: readonly Curve[], measure: CurveMeasure): string {
  const bestLoss = curves
    .map(({ arm, points }) => ({ arm, loss: points.loss.at(-1) ?? Infinity }))
    .sort((a, b) => a.loss - b.loss)[0];
  if (measure !== "loss" || bestLoss === undefined || bestLoss.loss === Infinity) return "Training curves";
  return `Training loss is lowest for ${bestLoss.arm}, ${figureText(bestLoss.loss)} nats per token on its own mixture`;
}

function curvesCsv(curves: readonly Curve[]): string {
  const number = (value: number | null | undefined): string =>
    value === null || value === undefined ? "" : `${value}`;
  const rows = curves.flatMap(({ arm, seed, points }) =>
    points.tokens.map((tokens, i) => [
      ...[arm, `${seed}`, `${tokens}`],
      ...[number(points.loss[i]), number(points.gradientNorm[i]), number(points.rate[i])],
    ]),
  );
  return tableCsv([["arm", "seed", "tokens", "loss", "gradient_norm", "rate"], ...rows]);
}
