import { Fragment, type VNode } from "preact";
import { exactText } from "../charts/number-text.ts";
import { ProgressRing } from "../ui/progress-ring.tsx";
import type { AnswerOf, DocumentLine, Selection } from "../protocol.ts";
import { QualityCard } from "./quality-card.tsx";
import { Bar, ShareCard } from "./share-card.tsx";

interface OverviewProperties {
  readonly overview: AnswerOf<"overview"> | undefined;
  readonly onSelect: (selection: Selection) => void;
  readonly onOpen: (document: DocumentLine) => void;
}

/** What a corpus is made of and why the rest was dropped. */
export function OverviewView({ overview, onSelect, onOpen }: OverviewProperties): VNode {
  if (overview === undefined) return <ProgressRing label="Loading" />;
  const { rules, languages, licences, sources, quality } = overview;
  return (
    <div class="cards overview">
      <DropsCard rules={rules} onSelect={onSelect} onOpen={onOpen} />
      <QualityCard quality={quality} />
      <ShareCard
        title="Languages"
        nameless="not known"
        shares={languages}
        onChoose={(language) => onSelect({ language })}
      />
      <ShareCard
        title="Sources"
        nameless="–"
        shares={sources}
        onChoose={(source) => onSelect(source === null ? {} : { source })}
      />
      <ShareCard title="Licences" nameless="not known" shares={licences} />
    </div>
  );
}

function DropsCard({
  rules,
  onSelect,
  onOpen,
}: Pick<OverviewProperties, "onSelect" | "onOpen"> & Pick<AnswerOf<"overview">, "rules">): VNode {
  const most = Math.max(1, ...rules.map(({ documents }) => documents));
  const title = "Why documents are dropped";
  return (
    <section class="card" aria-label={title}>
      <h3>{title}</h3>
      <p class="subtitle">
        {rules.length === 0 ? "Nothing is dropped." : "By the first rule that holds, with the first documents of each"}
      </p>
      <table class="bars">
        <tbody>
          {rules.map(({ rule, documents, examples }) => (
            <Fragment key={rule}>
              <tr>
                <th scope="row">
                  <button type="button" class="link" onClick={() => onSelect({ rule })}>
                    {rule}
                  </button>
                </th>
                <td class="bar-cell">
                  <Bar kept={0} all={documents / most} />
                </td>
                <td class="figure">{exactText(documents)}</td>
              </tr>
              <tr>
                <td colSpan={3}>
                  <ul class="examples">
                    {examples.map((example) => (
                      <li key={example.place}>
                        <button type="button" class="link path" title={example.reason} onClick={() => onOpen(example)}>
                          <bdi>{example.path}</bdi>
                        </button>
                      </li>
                    ))}
                  </ul>
                </td>
              </tr>
            </Fragment>
          ))}
        </tbody>
      </table>
    </section>
  );
}
