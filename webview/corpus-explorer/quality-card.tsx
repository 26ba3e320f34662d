import type { VNode } from "preact";
import { useState } from "preact/hooks";
import type { AnswerOf } from "../protocol.ts";
import { Legend } from "./share-card.tsx";

const width = 400;
const height = 150;

/** The histogram of quality: what is kept, and on top of it what is dropped. */
export function QualityCard({ quality: { kept, dropped } }: Pick<AnswerOf<"overview">, "quality">): VNode {
  const [table, setTable] = useState(false);
  const totals = kept.map((count, bin) => count + (dropped[bin] ?? 0));
  const most = Math.max(1, ...totals);
  const step = width / totals.length;
  const title = "Quality";
  return (
    <section class="card" aria-label={title}>
      <h3>{title}</h3>
      <p class="subtitle">Documents by quality, from 0 to 1</p>
      <Legend />
      {table ? (
        <table class="bars">
          <thead>
            <tr>
              <th scope="col">Quality</th>
              <th scope="col">Kept</th>
              <th scope="col">Dropped</th>
            </tr>
          </thead>
          <tbody>
            {totals.map((_, bin) => (
              <tr key={bin}>
                <th scope="row">
                  {(bin / totals.length).toFixed(2)} to {((bin + 1) / totals.length).toFixed(2)}
                </th>
                <td class="figure">{kept[bin]}</td>
                <td class="figure">{dropped[bin]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <svg class="histogram" viewBox={`0 0 ${width} ${height + 18}`} role="img" aria-label="Histogram of quality">
          {totals.map((total, bin) => {
            const all = (height * total) / most;
            const below = (height * (kept[bin] ?? 0)) / most;
            return (
              <g key={bin}>
                <rect class="bar-all" x={bin * step + 1} y={height - all} width={step - 2} height={all - below} />
                <rect class="bar-kept" x={bin * step + 1} y={height - below} width={step - 2} height={below} />
              </g>
            );
          })}
          <line class="axis" x1="0" x2={width} y1={height} y2={height} />
          {[0, 0.25, 0.5, 0.75, 1].map((value) => (
            <text
              key={value}
              class="tick"
              x={value * width}
              y={height + 14}
              text-anchor={value === 0 ? "start" : value === 1 ? "end" : "middle"}
            >
              {value}
            </text>
          ))}
        </svg>
      )}
      <div class="card-actions">
        <button
          type="button"
          aria-label={table ? "Show quality as chart" : "Show quality as table"}
          onClick={() => setTable(!table)}
        >
          {table ? "Chart" : "Table"}
        </button>
      </div>
    </section>
  );
}
