import type { RefObject, VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { type CurveColumn, drawEndLabels, labelsWidth } from "./curve-end-labels.ts";
import { countText } from "./number-text.ts";
import { onThemeChange, resolvedColour } from "./resolved-colour.ts";

const height = 340;
/** uPlot's code for it; its enumeration exists for the type checker only. */
const logarithmic = { distr: 3 };

interface CurvePlotProperties {
  readonly data: uPlot.AlignedData;
  readonly columns: readonly CurveColumn[];
  readonly width: number;
  readonly yLabel: string;
  readonly logX: boolean;
  readonly logY: boolean;
  /** Index of the keyboard cursor; undefined where the pointer rules. */
  readonly cursor: number | undefined;
  readonly plot: RefObject<uPlot>;
  readonly onPoint: (index: number | undefined) => void;
}

/** Lines that grow while a run trains. New data is drawn once per frame; another set of columns or axes makes a new plot. */
export function CurvePlot(properties: CurvePlotProperties): VNode {
  const { data, columns, width, yLabel, logX, logY, cursor, plot, onPoint } = properties;
  const place = useRef<HTMLDivElement>(null);
  const latest = useRef(properties);
  latest.current = properties;
  const looks = columns.map(({ arm, style }) => `${arm} ${style?.colour ?? ""} ${style?.dash.join() ?? ""}`);
  const shape = [logX, logY, yLabel, ...looks].join("\n");

  useEffect(() => {
    const draw = (): void => {
      plot.current?.destroy();
      if (place.current !== null) plot.current = create(latest, place.current);
    };
    draw();
    const stop = onThemeChange(draw);
    return () => {
      stop();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [shape]);

  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      if (plot.current !== null) grow(plot.current, data);
    });
    return () => cancelAnimationFrame(frame);
  }, [data]);

  useEffect(() => {
    if (width > 0) plot.current?.setSize({ width, height });
  }, [width]);

  const shown = columns.map((column) => column.shown).join(" ");
  useEffect(() => {
    columns.forEach((column, index) => plot.current?.setSeries(index + 1, { show: column.shown }));
  }, [shown, shape]);

  useEffect(() => {
    const x = cursor === undefined ? undefined : data[0][cursor];
    if (plot.current === null) return;
    const left = x === undefined ? -10 : plot.current.valToPos(x, "x");
    plot.current.setCursor({ left, top: x === undefined ? -10 : height / 3 }, false);
  }, [cursor, data]);

  return <div ref={place} onPointerLeave={() => onPoint(undefined)} />;
}

/** Draws longer columns; what the user has zoomed into stays. */
function grow(plot: uPlot, data: uPlot.AlignedData): void {
  const { min, max } = plot.scales["x"] ?? {};
  const before = plot.data[0];
  const zoomed = (min ?? -Infinity) > (before[0] ?? Infinity) || (max ?? Infinity) < (before.at(-1) ?? -Infinity);
  plot.setData(data, !zoomed);
  if (zoomed) plot.redraw();
}

/** Hooks run later than this, hence `latest`: what the plot shows by then. */
function create(latest: { readonly current: CurvePlotProperties }, place: HTMLElement): uPlot {
  const { data, columns, width, yLabel, logX, logY } = latest.current;
  const style = getComputedStyle(document.body);
  const ink = resolvedColour("var(--vscode-descriptionForeground)");
  const grid = resolvedColour("color-mix(in srgb, var(--vscode-foreground) 12%, transparent)");
  const axis: uPlot.Axis = {
    stroke: ink,
    font: `11.5px ${style.fontFamily}`,
    labelFont: `11.5px ${style.fontFamily}`,
    labelSize: 22,
    grid: { stroke: grid, width: 1 },
    ticks: { show: false },
  };
  const scale = (log: boolean): uPlot.Scale => Object.assign({ time: false }, log && logarithmic);
  const everyValue = (_: uPlot, values: (number | null)[]): string[] =>
    values.map((value) => (value === null ? "" : Number(value.toPrecision(3)).toString()));
  const counts = (_: uPlot, values: (number | null)[]): string[] =>
    values.map((value) => (value === null ? "" : countText(value)));
  const options: uPlot.Options = {
    width: Math.max(width, 100),
    height,
    legend: { show: false },
    padding: [12, labelsWidth(columns), 0, 0],
    scales: { x: scale(logX), y: scale(logY) },
    axes: [
      { ...axis, label: "training tokens", values: counts, size: 28 },
      { ...axis, label: yLabel, values: everyValue, size: 52 },
    ],
    series: [
      {},
      ...columns.map(({ style: arm, shown }) => ({
        stroke: resolvedColour(arm?.colour ?? "var(--vscode-foreground)"),
        width: 1.75,
        dash: [...(arm?.dash ?? [])],
        show: shown,
        spanGaps: true,
        points: { show: false },
      })),
    ],
    cursor: { drag: { x: true, y: false }, points: { size: 7 } },
    hooks: {
      draw: [(plot) => drawEndLabels(plot, latest.current.columns, style.fontFamily)],
      setCursor: [
        (plot) => {
          if ((plot.cursor.left ?? -1) >= 0) latest.current.onPoint(plot.cursor.idx ?? undefined);
        },
      ],
    },
  };
  return new uPlot(options, data, place);
}
