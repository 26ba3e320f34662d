import type { VNode } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import { durationText, exactText } from "../charts/number-text.ts";
import { useWidth } from "../charts/use-width.ts";
import type { PlanFacts } from "../protocol.ts";
import { type GraphColumn, type GraphNode, mostNodes, nodeState, secondsOf, stageGraph } from "./stage-graph.ts";
import { NodeReadout, NodeStages } from "./node-details.tsx";

const headPixels = 46;
const nodePixels = 50;
const rowPixels = 62;
const gapPixels = 28;
const narrowest = 136;
const widest = 190;
/** Beyond, a column stands at the top, so that what it leads to is in sight. */
const mostCentred = 12;

/** The stages of a plan and what they need: a column for each kind, seeds and arms that are alike as one node. */
export function PlanGraph({ plan }: { readonly plan: PlanFacts }): VNode {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const graph = useMemo(() => stageGraph(plan, open), [plan, open]);
  const [, setBox, width] = useWidth<HTMLDivElement>();
  const [seen, setSeen] = useState<string>();
  const [chosen, setChosen] = useState<string>();
  const [home, setHome] = useState<string>();
  const buttons = useRef(new Map<string, HTMLButtonElement>());

  const { columns, edges, inputs } = graph;
  const columnPixels = Math.max(
    narrowest,
    Math.min(widest, Math.floor((width + gapPixels) / columns.length) - gapPixels),
  );
  const rows = Math.max(...columns.map(({ nodes }) => nodes.length));
  const places = placesOf(columns, rows, columnPixels);
  const nodes = columns.flatMap((column) => column.nodes);
  const active = nodes.find(({ id }) => id === seen) ?? nodes.find(({ id }) => id === chosen);
  const listed = nodes.find(({ id }) => id === chosen);
  const tabbed = nodes.some(({ id }) => id === home) ? home : nodes[0]?.id;
  const isBeside = (id: string): boolean =>
    active !== undefined && (inputs.get(active.id)?.has(id) === true || inputs.get(id)?.has(active.id) === true);

  const onKeyDown = (event: KeyboardEvent): void => {
    const next = neighbour(columns, tabbed, event.key);
    if (next === undefined) return;
    event.preventDefault();
    setHome(next);
    buttons.current.get(next)?.focus();
  };
  return (
    <section class="stages" aria-label="Graph of the stages">
      <p class="hint">
        ✓ is there already, ○ is to be done, ◐ is there in part. Point at a stage for why; press it for all that it
        stands for. Lines that others imply are left out.
      </p>
      <div class="graph" ref={setBox}>
        <div
          class="graph-all"
          style={{
            width: `${columns.length * (columnPixels + gapPixels) - gapPixels}px`,
            height: `${headPixels + rows * rowPixels}px`,
          }}
        >
          <svg width="100%" height="100%" aria-hidden="true">
            {edges.map(({ from, to }) => {
              const [start, end] = [places.get(from), places.get(to)];
              if (start === undefined || end === undefined) return null;
              const isActive = from === active?.id || to === active?.id;
              return (
                <path
                  key={`${from}>${to}`}
                  class={isActive ? "edge active" : "edge"}
                  d={edgePath(start.left + columnPixels, start.top, end.left, end.top)}
                />
              );
            })}
          </svg>
          {columns.map(({ title, unfolded }, place) => (
            <div
              key={title}
              class="column-head"
              style={{ left: `${place * (columnPixels + gapPixels)}px`, width: `${columnPixels}px` }}
            >
              {title}
              {unfolded > mostNodes && (
                <button
                  type="button"
                  class="link"
                  aria-expanded={open.has(title)}
                  aria-label={open.has(title) ? `Fold ${title}` : `Show all ${unfolded} of ${title}`}
                  onClick={() => setOpen(toggled(open, title))}
                >
                  {open.has(title) ? "fold" : `show all ${exactText(unfolded)}`}
                </button>
              )}
            </div>
          ))}
          <div role="group" aria-label="Stages" onKeyDown={onKeyDown}>
            {columns.map(({ title, nodes: shown }) =>
              shown.map((node) => (
                <NodeButton
                  key={node.id}
                  node={node}
                  kind={title}
                  place={{
                    left: places.get(node.id)?.left ?? 0,
                    top: places.get(node.id)?.top ?? 0,
                    width: columnPixels,
                  }}
                  isTabbed={node.id === tabbed}
                  isChosen={node.id === chosen}
                  isBeside={isBeside(node.id)}
                  onSeen={(isSeen) => setSeen(isSeen ? node.id : undefined)}
                  onFocus={() => setHome(node.id)}
                  onChoose={() => setChosen(node.id === chosen ? undefined : node.id)}
                  hold={(button) => {
                    if (button === null) buttons.current.delete(node.id);
                    else buttons.current.set(node.id, button);
                  }}
                />
              )),
            )}
          </div>
        </div>
      </div>
      <NodeReadout node={active} />
      {listed !== undefined && <NodeStages node={listed} />}
    </section>
  );
}

interface NodeButtonProperties {
  readonly node: GraphNode;
  readonly kind: string;
  /** Left edge, middle and width, in CSS pixels. */
  readonly place: { readonly left: number; readonly top: number; readonly width: number };
  readonly isTabbed: boolean;
  readonly isChosen: boolean;
  readonly isBeside: boolean;
  readonly onSeen: (isSeen: boolean) => void;
  readonly onFocus: () => void;
  readonly onChoose: () => void;
  readonly hold: (button: HTMLButtonElement | null) => void;
}

function NodeButton(properties: NodeButtonProperties): VNode {
  const { node, kind, place, isTabbed, isChosen, isBeside, onSeen, onFocus, onChoose, hold } = properties;
  const { state, sign, text } = nodeState(node);
  const seconds = secondsOf(node);
  const time = state === "there" || seconds === 0 ? "" : ` · ${durationText(seconds)}`;
  return (
    <button
      type="button"
      ref={hold}
      class={`node ${state}${isBeside ? " beside" : ""}`}
      style={{
        left: `${place.left}px`,
        top: `${place.top - nodePixels / 2}px`,
        width: `${place.width}px`,
        height: `${nodePixels}px`,
      }}
      tabIndex={isTabbed ? 0 : -1}
      aria-pressed={isChosen}
      onClick={onChoose}
      onFocus={() => {
        onFocus();
        onSeen(true);
      }}
      onBlur={() => onSeen(false)}
      onMouseEnter={() => onSeen(true)}
      onMouseLeave={() => onSeen(false)}
    >
      <span class="unseen">{kind}:</span>{" "}
      <span class="node-title" title={node.title}>
        {node.title}
      </span>{" "}
      <span class="node-state">
        {sign} {text}
        {time}
      </span>
    </button>
  );
}

interface Middle {
  readonly left: number;
  readonly top: number;
}

function placesOf(columns: readonly GraphColumn[], rows: number, columnPixels: number): ReadonlyMap<string, Middle> {
  return new Map(
    columns.flatMap(({ nodes }, place) => {
      const above = rows > mostCentred ? 0 : ((rows - nodes.length) * rowPixels) / 2;
      return nodes.map(({ id }, row): [string, Middle] => [
        id,
        { left: place * (columnPixels + gapPixels), top: headPixels + above + row * rowPixels + nodePixels / 2 },
      ]);
    }),
  );
}

function edgePath(fromX: number, fromY: number, toX: number, toY: number): string {
  const bend = Math.min(gapPixels, (toX - fromX) / 2);
  return `M${fromX} ${fromY}C${fromX + bend} ${fromY} ${toX - bend} ${toY} ${toX} ${toY}`;
}

/** The node that an arrow key leads to from `from`; undefined where the key or the way leads nowhere. */
function neighbour(columns: readonly GraphColumn[], from: string | undefined, key: string): string | undefined {
  const column = columns.findIndex(({ nodes }) => nodes.some(({ id }) => id === from));
  const nodes = columns[column]?.nodes ?? [];
  const row = nodes.findIndex(({ id }) => id === from);
  if (key === "ArrowUp") return nodes[row - 1]?.id;
  if (key === "ArrowDown") return nodes[row + 1]?.id;
  if (key === "Home") return columns[0]?.nodes[0]?.id;
  if (key === "End") return columns.at(-1)?.nodes[0]?.id;
  const beside = key === "ArrowLeft" ? columns[column - 1] : key === "ArrowRight" ? columns[column + 1] : undefined;
  return beside?.nodes[Math.min(row, beside.nodes.length - 1)]?.id;
}

function toggled(names: ReadonlySet<string>, name: string): ReadonlySet<string> {
  return names.has(name) ? new Set([...names].filter((each) => each !== name)) : new Set([...names, name]);
}
