import type { PlanFacts, PlannedStage } from "../protocol.ts";

/** Stages that are drawn as one: those that the same arms need, whatever their seed; or a whole column. */
export interface GraphNode {
  readonly id: string;
  readonly title: string;
  readonly stages: readonly PlannedStage[];
}

export interface GraphColumn {
  readonly title: string;
  readonly nodes: readonly GraphNode[];
  /** How many nodes the column has when it is not folded to one. */
  readonly unfolded: number;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
}

export interface StageGraph {
  readonly columns: readonly GraphColumn[];
  /** Without those that others imply: where there is a longer way, the direct one is left out. */
  readonly edges: readonly GraphEdge[];
  /** Ids of the nodes that each node needs directly. */
  readonly inputs: ReadonlyMap<string, ReadonlySet<string>>;
}

/** A column with more nodes is folded to one, until it is asked for. */
export const mostNodes = 8;

const columnOf: Readonly<Record<PlannedStage["kind"], number>> = {
  measure: 0,
  curate: 1,
  contamination: 2,
  tokenizer: 2,
  tokenize: 3,
  train: 4,
  evaluate: Infinity,
};
const columnTitles = ["Measure", "Curate", "Tokenizer, contamination", "Tokenize"];

/** The graph of a plan's stages in columns, in the order in which stages need each other. `open`: titles of columns not to be folded. */
export function stageGraph({ stages, armRuns }: PlanFacts, open: ReadonlySet<string>): StageGraph {
  const arms = armsOfStages(armRuns);
  const allArms = new Set(armRuns.map(({ arm }) => arm)).size;
  const phases = trainingDepths(stages);
  const last = Math.max(0, ...phases.values());
  const columns = new Map<number, Map<string, GraphNode & { readonly stages: PlannedStage[] }>>();
  for (const stage of stages) {
    const place = Math.min(columnOf[stage.kind] + (phases.get(stage.key) ?? 0), columnOf.train + last + 1);
    const users = [...(arms.get(stage.key) ?? [])];
    const id = `${place} ${users.length === 0 ? stage.key : users.join("\n")}`;
    const title = users.length === 0 ? nameOf(stage) : armsText(users, allArms);
    const nodes = columns.get(place) ?? new Map<string, GraphNode & { readonly stages: PlannedStage[] }>();
    columns.set(place, nodes);
    const node = nodes.get(id) ?? { id, title, stages: [] };
    nodes.set(id, node);
    node.stages.push(stage);
  }
  const titleOf = (place: number): string => {
    if (place > columnOf.train + last) return "Evaluate";
    if (place < columnOf.train) return columnTitles[place] ?? "";
    return last === 0 ? "Train" : `Train, phase ${place - columnOf.train + 1}`;
  };
  const drawn = [...columns]
    .sort(([a], [b]) => a - b)
    .map(([place, nodes]) => foldedColumn(titleOf(place), [...nodes.values()], open));
  const inputs = directInputs(drawn);
  return { columns: drawn, edges: withoutImplied(inputs), inputs };
}

function foldedColumn(title: string, nodes: readonly GraphNode[], open: ReadonlySet<string>): GraphColumn {
  const column = { title, unfolded: nodes.length };
  if (nodes.length <= mostNodes || open.has(title)) return { ...column, nodes };
  const ofArms = title.startsWith("Train") || title === "Evaluate";
  const name = `${nodes.length} ${ofArms ? "arms" : "corpora"}`;
  return { ...column, nodes: [{ id: title, title: name, stages: nodes.flatMap(({ stages }) => stages) }] };
}

function armsOfStages(armRuns: PlanFacts["armRuns"]): ReadonlyMap<string, ReadonlySet<string>> {
  const arms = new Map<string, Set<string>>();
  for (const { arm, phases, evaluation } of armRuns) {
    for (const key of [...phases, evaluation]) arms.set(key, (arms.get(key) ?? new Set<string>()).add(arm));
  }
  return arms;
}

/** How many stages of training each stage of training goes on from. */
function trainingDepths(stages: readonly PlannedStage[]): ReadonlyMap<string, number> {
  const depths = new Map<string, number>();
  for (const { key, kind, inputs = {} } of stages) {
    if (kind !== "train") continue;
    depths.set(key, Math.max(0, ...Object.values(inputs).map((input) => (depths.get(input) ?? -1) + 1)));
  }
  return depths;
}

function armsText(arms: readonly string[], all: number): string {
  const [only = ""] = arms;
  if (arms.length === 1) return only;
  return arms.length === all ? `all ${all} arms` : `${arms.length} arms`;
}

function nameOf({ kind, label }: PlannedStage): string {
  if (kind === "contamination") return "contamination";
  return label.startsWith(`${kind} `) ? label.slice(kind.length + 1) : label;
}

function directInputs(columns: readonly GraphColumn[]): ReadonlyMap<string, ReadonlySet<string>> {
  const nodes = columns.flatMap((column) => column.nodes);
  const nodeOf = new Map(nodes.flatMap(({ id, stages }) => stages.map(({ key }) => [key, id] as const)));
  return new Map(
    nodes.map(({ id, stages }) => {
      const keys = stages.flatMap(({ inputs = {} }) => Object.values(inputs));
      return [id, new Set(keys.flatMap((key) => nodeOf.get(key) ?? []).filter((input) => input !== id))];
    }),
  );
}

/** Nodes come in an order in which inputs stand before what needs them. */
function withoutImplied(inputs: ReadonlyMap<string, ReadonlySet<string>>): readonly GraphEdge[] {
  const ancestors = new Map<string, Set<string>>();
  const edges: GraphEdge[] = [];
  for (const [to, direct] of inputs) {
    const beyond = new Set([...direct].flatMap((input) => [...(ancestors.get(input) ?? [])]));
    for (const from of direct) if (!beyond.has(from)) edges.push({ from, to });
    ancestors.set(to, new Set([...direct, ...beyond]));
  }
  return edges;
}

/** Whether the stages of a node are there, in words and by a sign. */
export function nodeState({ stages }: GraphNode): {
  readonly state: "there" | "partly" | "waiting";
  readonly sign: string;
  readonly text: string;
} {
  const there = stages.filter(({ cached }) => cached).length;
  if (there === stages.length)
    return { state: "there", sign: "✓", text: stages.length === 1 ? "there" : `all ${there} there` };
  if (there === 0)
    return { state: "waiting", sign: "○", text: stages.length === 1 ? "to do" : `${stages.length} to do` };
  return { state: "partly", sign: "◐", text: `${there} of ${stages.length} there` };
}

/** Why stages of a node are not there, the commonest reason first. */
export function reasonsOf({ stages }: GraphNode): readonly { readonly reason: string; readonly stages: number }[] {
  const counts = new Map<string, number>();
  for (const reason of stages.flatMap(({ because = [] }) => because)) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([reason, count]) => ({ reason, stages: count }));
}

/** What the stages of a node that are not there will take together, in seconds. */
export function secondsOf({ stages }: GraphNode): number {
  return stages.reduce((sum, { cached, seconds = 0 }) => sum + (cached ? 0 : seconds), 0);
}
