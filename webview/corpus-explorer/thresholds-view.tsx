import type { VNode } from "preact";
import { exactText } from "../charts/number-text.ts";
import type { AnswerOf, CorpusFacts, DocumentLine, Filters } from "../protocol.ts";
import { Button } from "../ui/button.tsx";
import { Dropdown } from "../ui/dropdown.tsx";
import { DocumentHead, DocumentRow } from "./document-row.tsx";
import type { Host } from "./host.ts";
import type { KeptState } from "./kept-state.ts";
import { ThresholdRow } from "./threshold-row.tsx";
import { useAnswer } from "./use-answer.ts";
import { VirtualList } from "./virtual-list.tsx";

interface ThresholdsProperties {
  readonly host: Host;
  readonly version: number;
  readonly corpus: CorpusFacts;
  /** Filters that differ from those of the file. */
  readonly draft: KeptState["draft"];
  readonly onDraft: (draft: KeptState["draft"]) => void;
  readonly onOpen: (document: DocumentLine) => void;
}

/** Sliders for the filters, and what would become of the documents if they stood as the sliders do. */
export function ThresholdsView({ host, version, corpus, draft, onDraft, onOpen }: ThresholdsProperties): VNode {
  const declared = JSON.stringify(corpus.filters);
  // A draft holds until the file has other filters, whoever wrote them.
  const filters = draft?.of === declared ? draft.filters : corpus.filters;
  const change = (changed: Filters): void => onDraft({ filters: changed, of: declared });
  const { answer, problem } = useAnswer(
    host,
    { request: "counterfactual", filters: bounded(filters) },
    "counterfactual",
    version,
  );
  const unchanged = JSON.stringify(bounded(filters)) === declared;
  const turned = answer === undefined ? 0 : answer.newlyKept + answer.newlyDropped;
  const free = corpus.signals.filter(({ name }) => filters[name] === undefined);
  return (
    <div>
      <div class="thresholds">
        <div class="threshold-rows">
          {Object.entries(filters).map(([signal, bounds]) => (
            <ThresholdRow
              key={signal}
              host={host}
              version={version}
              signal={signal}
              doc={corpus.signals.find(({ name }) => name === signal)?.doc ?? ""}
              bounds={bounds}
              onChange={(changed) => change({ ...filters, [signal]: changed })}
              onRemove={() => change(Object.fromEntries(Object.entries(filters).filter(([name]) => name !== signal)))}
            />
          ))}
          {Object.keys(filters).length === 0 && <p class="hint">The corpus has no filters. Add a signal to try one.</p>}
          {free.length > 0 && (
            <Dropdown
              label="Add a signal"
              value=""
              options={[{ value: "", text: "choose…" }, ...free.map(({ name }) => ({ value: name, text: name }))]}
              onChoose={(name) => change({ ...filters, [name]: {} })}
            />
          )}
        </div>
        <section class="card" aria-label="What would become of the documents">
          {problem !== undefined && <p class="message error">{problem}</p>}
          {answer !== undefined && <Outcome outcome={answer} />}
          <div class="page-actions">
            <Button
              appearance="primary"
              disabled={unchanged || !corpus.canWrite}
              title={corpus.canWrite ? "Undo takes it back" : "The corpus file has a problem"}
              onPress={() => host.send({ type: "writeFilters", filters: bounded(filters) })}
            >
              Write to Corpus File
            </Button>
            <Button disabled={unchanged} onPress={() => onDraft(undefined)}>
              Reset
            </Button>
          </div>
        </section>
      </div>
      {answer !== undefined && (
        <section class="document-list" aria-label="Documents whose verdict turns">
          <h2>Documents whose verdict turns</h2>
          {turned > 0 && <DocumentHead verdict="Would be" />}
          <VirtualList
            label="Documents whose verdict turns"
            total={turned}
            version={`${version} ${JSON.stringify(answer)}`}
            load={async (offset, limit, signal) =>
              (await host.ask({ request: "flipped", offset, limit }, "flipped", signal)).rows
            }
            row={(document) => <DocumentRow document={document} />}
            onOpen={onOpen}
          />
        </section>
      )}
    </div>
  );
}

function Outcome({ outcome }: { readonly outcome: AnswerOf<"counterfactual"> }): VNode {
  const { documents, before, kept, newlyKept, newlyDropped, rules } = outcome;
  return (
    <>
      <p class="outcome" role="status">
        <strong>{exactText(kept)}</strong> of {exactText(documents)} documents would be kept, {exactText(before)} are
        now: <strong>{exactText(newlyDropped)}</strong> newly dropped, <strong>{exactText(newlyKept)}</strong> newly
        kept.
      </p>
      <table class="bars before-after">
        <thead>
          <tr>
            <th scope="col">Dropped by</th>
            <th scope="col" class="figure">
              now
            </th>
            <th scope="col" class="figure">
              then
            </th>
          </tr>
        </thead>
        <tbody>
          {rules.map((rule) => (
            <tr key={rule.rule}>
              <th scope="row">{rule.rule}</th>
              <td class="figure">{exactText(rule.before)}</td>
              <td class={rule.before === rule.documents ? "figure" : "figure changed"}>{exactText(rule.documents)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** The filters without those that bound nothing, which a corpus file may not have. */
function bounded(filters: Filters): Filters {
  return Object.fromEntries(
    Object.entries(filters).filter(([, { min, max }]) => min !== undefined || max !== undefined),
  );
}
