import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { exactText } from "../charts/number-text.ts";
import type { AnswerOf } from "../protocol.ts";
import type { Host } from "./host.ts";
import { useAnswer } from "./use-answer.ts";
import { VirtualList } from "./virtual-list.tsx";

interface DuplicatesProperties {
  readonly host: Host;
  readonly version: number;
}

type Cluster = AnswerOf<"clusters">["rows"][number];

/** The clusters of duplicates, and what matched what in the one that is chosen. */
export function DuplicatesView({ host, version }: DuplicatesProperties): VNode {
  const [chosen, setChosen] = useState<Cluster>();
  const { answer, problem } = useAnswer(host, { request: "clusters", offset: 0, limit: 1 }, "clusters", version);
  if (problem !== undefined) return <p class="message error">{problem}</p>;
  if (answer === undefined) return <p class="hint">Loading…</p>;
  return (
    <div class="duplicates">
      <p class="hint" role="status">
        {answer.total === 0
          ? "No document is like another."
          : `${exactText(answer.total)} ${answer.total === 1 ? "cluster" : "clusters"}, the largest first`}
      </p>
      {answer.total > 0 && (
        <>
          <div class="rows-head" aria-hidden="true">
            <span>Kept</span>
            <span>Alike</span>
            <span class="figure">Documents</span>
            <span class="figure">Similarity</span>
          </div>
          <VirtualList
            label="Clusters of duplicates"
            total={answer.total}
            version={String(version)}
            load={async (offset, limit, signal) =>
              (await host.ask({ request: "clusters", offset, limit }, "clusters", signal)).rows
            }
            row={(cluster) => (
              <>
                <span class="path" title={cluster.survivor ?? ""}>
                  <bdi>{cluster.survivor ?? "–"}</bdi>
                </span>
                <span class="muted">{cluster.kind === "exact" ? "equal" : "nearly"}</span>
                <span class="figure">{exactText(cluster.members)}</span>
                <span class="figure muted">
                  {cluster.similarity === null ? "–" : `≥ ${cluster.similarity.toFixed(2)}`}
                </span>
              </>
            )}
            onOpen={setChosen}
          />
        </>
      )}
      {chosen !== undefined && <Members host={host} version={version} cluster={chosen} />}
    </div>
  );
}

function Members({ host, version, cluster }: DuplicatesProperties & { readonly cluster: Cluster }): VNode {
  const query = { request: "members", cluster: cluster.cluster, kind: cluster.kind } as const;
  const { answer, problem } = useAnswer(host, query, "members", version);
  const hidden = answer === undefined ? 0 : cluster.members - answer.rows.length;
  const survivor = answer?.rows.find(({ survives }) => survives) ?? answer?.rows[0];
  return (
    <section class="card members" aria-label="Members of the cluster">
      <h3>{cluster.survivor ?? "A cluster without a survivor"}</h3>
      <p class="subtitle">Choose a document to see how it differs from the one that is kept, in the editor's diff</p>
      {problem !== undefined && <p class="message error">{problem}</p>}
      <table class="bars">
        <thead>
          <tr>
            <th scope="col">Document</th>
            <th scope="col">Source</th>
            <th scope="col">Verdict</th>
            <th scope="col" class="figure">
              Like the one kept
            </th>
            <th scope="col">Matched with</th>
          </tr>
        </thead>
        <tbody>
          {answer?.rows.map((member) => (
            <tr key={member.place}>
              <th scope="row">
                {member.place === survivor?.place ? (
                  member.path
                ) : (
                  <button
                    type="button"
                    class="link"
                    onClick={() => {
                      if (survivor !== undefined) host.send({ type: "compare", left: survivor, right: member });
                    }}
                  >
                    {member.path}
                  </button>
                )}
              </th>
              <td class="muted">{member.source}</td>
              <td>{member.survives ? "kept" : "dropped"}</td>
              <td class="figure">{member.similarity === null ? "–" : member.similarity.toFixed(2)}</td>
              <td class="muted">
                {member.survives
                  ? "–"
                  : member.matched === survivor?.path
                    ? "the one kept"
                    : `${member.matched} (${member.matchedSimilarity.toFixed(2)})`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {hidden > 0 && <p class="hint">{exactText(hidden)} more are not shown.</p>}
    </section>
  );
}
