import type uPlot from "uplot";
import type { ArmStyle } from "./arm-style.ts";
import { valueAt } from "./curve-data.ts";
import { resolvedColour } from "./resolved-colour.ts";

/** A column of the plot's data after the first: the curve of an arm with one seed. */
export interface CurveColumn {
  readonly arm: string;
  readonly style: ArmStyle | undefined;
  readonly shown: boolean;
}

const lineHeight = 14;
const fontSize = 11.5;
const longest = 16;

/** Room to the right of the plot for the names of the arms, CSS pixels. */
export function labelsWidth(columns: readonly CurveColumn[]): number {
  return 20 + 6.5 * Math.max(...columns.map(({ arm }) => Math.min(arm.length, longest)), 0);
}

/** Writes each shown arm's name beside the ends of its curves, at the mean of its seeds, moved apart where they meet. */
export function drawEndLabels(plot: uPlot, columns: readonly CurveColumn[], fontFamily: string): void {
  const names = [...new Set(columns.filter((column) => column.shown).map((column) => column.arm))];
  const labels = names.flatMap((arm) => {
    const ends = columns.flatMap((column, index) => {
      const last = column.arm === arm ? valueAt(plot.data, index + 1, plot.data[0].length - 1) : undefined;
      return last === undefined ? [] : [last];
    });
    const mean = ends.reduce((sum, end) => sum + end, 0) / ends.length;
    return ends.length === 0 ? [] : [{ arm, top: plot.valToPos(mean, "y") }];
  });
  if (!fits(labels.length, plot)) return;

  labels.sort((a, b) => a.top - b.top);
  labels.forEach((label, index) => {
    const above = labels[index - 1];
    if (above !== undefined) label.top = Math.max(label.top, above.top + lineHeight);
  });
  const { ctx, bbox } = plot;
  const ratio = window.devicePixelRatio;
  let floor = bbox.height / ratio;
  for (const label of labels.toReversed()) {
    label.top = Math.min(label.top, floor);
    floor = label.top - lineHeight;
  }
  ctx.save();
  ctx.font = `${fontSize * ratio}px ${fontFamily}`;
  ctx.fillStyle = resolvedColour("var(--vscode-foreground)");
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  for (const { arm, top } of labels) {
    const text = arm.length > longest ? `${arm.slice(0, longest - 1)}…` : arm;
    ctx.fillText(text, bbox.left + bbox.width + 8 * ratio, bbox.top + top * ratio);
  }
  ctx.restore();
}

function fits(count: number, plot: uPlot): boolean {
  const ratio = window.devicePixelRatio;
  return count * lineHeight < plot.bbox.height / ratio && plot.bbox.width / ratio > 220;
}
