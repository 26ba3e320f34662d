import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { countText } from "../charts/number-text.ts";
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
          : `${countText(answer.total)} ${answer.total === 1 ? "cluster" : "clusters"}, the largest first`}
      </p>
      {answer.total > 0 && (
        <VirtualList
          label="Clusters of duplicates"
          total={answer.total}
          version={String(version)}
          load={async (offset, limit, signal) =>
            (await host.ask({ request: "clusters", offset, limit }, "clusters", signal)).rows
          }
          row={(cluster) => (
            <>
              <span class="path">
                <bdi>{cluster.survivor ?? "–"}</bdi>
              </span>
              <span class="muted">{cluster.kind}</span>
              <span class="figure">{countText(cluster.members)} documents</span>
              <span class="figure muted">
                {cluster.similarity === null ? "" : `similarity ≥ ${cluster.similarity.toFixed(2)}`}
              </span>
            </>
          )}
          onOpen={setChosen}
        />
      )}
      {chosen !== undefined && <Members host={host} version={version} cluster={chosen} />}
    </div>
  );
}

function Members({ host, version, cluster }: DuplicatesProperties & { readonly cluster: Cluster }): VNode {
  const query = { request: "members", cluster: cluster.cluster, kind: cluster.kind } as const;
  const { answer, problem } = useAnswer(host, query, "members", version);
  const survivor = answer?.rows.find(({ survives }) => survives) ?? answer?.rows[0];
  return (
    <section class="card members" aria-label="Members of the cluster">
      <h3>{cluster.survivor ?? "A cluster without a survivor"}</h3>
      <p class="subtitle">Each of the others against the one that is kept, in the editor's diff</p>
      {problem !== undefined && <p class="message error">{problem}</p>}
      <table class="bars">
        <tbody>
          {answer?.rows.map((member) => (
            <tr key={member.place}>
              <th scope="row">
                {member.place === survivor?.place ? (
                  member.path
                ) : (
                  <button
                    type="button"
                    class="link path"
                    onClick={() => {
                      if (survivor !== undefined) host.send({ type: "compare", left: survivor, right: member });
                    }}
                  >
                    {member.path}
                  </button>
                )}
              </th>
              <td class="muted">{member.source}</td>
              <td class="figure">{member.similarity === null ? "–" : member.similarity.toFixed(2)}</td>
              <td>{member.survives ? "kept" : "dropped"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
