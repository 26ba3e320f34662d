import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { exactText } from "../charts/number-text.ts";
import type { AnswerOf } from "../protocol.ts";
import { Button } from "../ui/button.tsx";
import type { Host } from "./host.ts";
import { useAnswer } from "./use-answer.ts";
import { VirtualList } from "./virtual-list.tsx";

interface ContaminationProperties {
  readonly host: Host;
  readonly version: number;
}

type Hit = AnswerOf<"contamination">["rows"][number];

/** What documents have in common with items of benchmarks: the item, and beside it the document. */
export function ContaminationView({ host, version }: ContaminationProperties): VNode {
  const [chosen, setChosen] = useState<Hit>();
  const query = { request: "contamination", offset: 0, limit: 1 } as const;
  const { answer, problem } = useAnswer(host, query, "contamination", version);
  if (problem !== undefined) return <p class="message error">{problem}</p>;
  if (answer === undefined) return <p class="hint">Loading…</p>;
  return (
    <div class="contamination">
      <p class="hint" role="status">
        {answer.total === 0
          ? "No document has parts of a benchmark's items that the corpus names."
          : `${exactText(answer.total)} ${answer.total === 1 ? "hit" : "hits"}, by benchmark and item`}
      </p>
      {answer.total > 0 && (
        <>
          <div class="rows-head" aria-hidden="true">
            <span>Document</span>
            <span>Benchmark</span>
            <span>Item</span>
            <span>In common</span>
          </div>
          <VirtualList
            label="Contaminated documents"
            total={answer.total}
            version={String(version)}
            load={async (offset, limit, signal) =>
              (await host.ask({ request: "contamination", offset, limit }, "contamination", signal)).rows
            }
            row={(hit) => (
              <>
                <span class="path" title={hit.path}>
                  <bdi>{hit.path}</bdi>
                </span>
                <span class="muted" title={hit.benchmark}>
                  {hit.benchmark}
                </span>
                <span class="muted" title={hit.item}>
                  {hit.item}
                </span>
                <span class="muted" title={hit.reason}>
                  {hit.reason}
                </span>
              </>
            )}
            onOpen={setChosen}
          />
        </>
      )}
      {chosen !== undefined && (
        <section class="card" aria-label="The hit">
          <h3>
            {chosen.benchmark}: {chosen.item}
          </h3>
          <p class="subtitle">{chosen.reason}</p>
          <div class="beside">
            <Excerpt title="In the benchmark's item" text={chosen.itemExcerpt} />
            <Excerpt title="In the document" text={chosen.excerpt} />
          </div>
          <div class="page-actions">
            <Button
              onPress={() =>
                host.send({
                  type: "openDocument",
                  document: { ...chosen, rule: "contamination" },
                  find: chosen.excerpt,
                })
              }
            >
              Open {chosen.path}
            </Button>
          </div>
        </section>
      )}
    </div>
  );
}

function Excerpt({ title, text }: { readonly title: string; readonly text: string }): VNode {
  return (
    <figure>
      <figcaption class="muted">{title}</figcaption>
      <pre tabIndex={0}>{text}</pre>
    </figure>
  );
}
