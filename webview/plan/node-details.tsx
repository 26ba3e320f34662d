import type { VNode } from "preact";
import { DataTable } from "../charts/data-table.tsx";
import { durationText, exactText } from "../charts/number-text.ts";
import { type GraphNode, nodeState, reasonsOf, secondsOf } from "./stage-graph.ts";

const mostReasons = 3;
/** A node of a swarm stands for hundreds of stages. */
const mostStages = 200;

/** What a node stands for, and why it is not there. */
export function NodeReadout({ node }: { readonly node: GraphNode | undefined }): VNode {
  if (node === undefined) return <p class="readout at-rest">Arrow keys move between stages.</p>;
  const [first] = node.stages;
  const reasons = reasonsOf(node);
  const { state, sign, text } = nodeState(node);
  const seconds = secondsOf(node);
  const more = node.stages.length - 1;
  return (
    <div class="readout">
      <strong>
        {first?.label}
        {more > 0 && ` and ${exactText(more)} more`}
      </strong>
      : {sign} {text}
      {state !== "there" && seconds > 0 && `, about ${durationText(seconds)}`}
      {reasons.length > 0 && (
        <ul class="reasons" role="list">
          {reasons.slice(0, mostReasons).map(({ reason, stages }) => (
            <li key={reason}>
              because: {reason}
              {node.stages.length > 1 && ` (${exactText(stages)} of ${exactText(node.stages.length)})`}
            </li>
          ))}
          {reasons.length > mostReasons && <li>and {exactText(reasons.length - mostReasons)} more reasons</li>}
        </ul>
      )}
    </div>
  );
}

/** The stages that a node stands for, one a line. */
export function NodeStages({ node }: { readonly node: GraphNode }): VNode {
  const shown = node.stages.slice(0, mostStages);
  const left = node.stages.length - shown.length;
  return (
    <>
      <DataTable
        caption={`Stages of ${node.title}`}
        header={["Stage", "State", "Time", "Because"]}
        rows={shown.map(({ label, cached, seconds, because = [] }) => [
          label,
          cached ? "✓ there" : "○ to do",
          cached || seconds === undefined ? "" : durationText(seconds),
          because.join("; "),
        ])}
      />
      {left > 0 && <p class="hint">and {exactText(left)} more</p>}
    </>
  );
}
