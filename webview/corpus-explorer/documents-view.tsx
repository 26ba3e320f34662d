import type { VNode } from "preact";
import { exactText } from "../charts/number-text.ts";
import type { AnswerOf, DocumentLine, Selection } from "../protocol.ts";
import { Dropdown } from "../ui/dropdown.tsx";
import { TextField } from "../ui/text-field.tsx";
import { DocumentHead, DocumentRow } from "./document-row.tsx";
import type { Host } from "./host.ts";
import { useAnswer } from "./use-answer.ts";
import { VirtualList } from "./virtual-list.tsx";

interface DocumentsProperties {
  readonly host: Host;
  readonly version: number;
  readonly overview: AnswerOf<"overview"> | undefined;
  readonly selection: Selection;
  readonly onSelect: (selection: Selection) => void;
  readonly onOpen: (document: DocumentLine) => void;
}

/** Values of a dropdown are text: what no name can be stands for all, and for no name. */
const all = "*";
const nameless = "";

/** The documents, by source, language, verdict and path. */
export function DocumentsView({ host, version, overview, selection, onSelect, onOpen }: DocumentsProperties): VNode {
  const { answer, problem } = useAnswer(
    host,
    { request: "documents", selection, offset: 0, limit: 1 },
    "documents",
    version,
  );
  const choose = (member: "source" | "language" | "rule", value: string): void => {
    const { [member]: _before, ...others } = selection;
    if (value === all) onSelect(others);
    else onSelect({ ...others, [member]: member === "language" && value === nameless ? null : value });
  };
  const { language } = selection;
  return (
    <div class="documents document-list">
      <div class="toolbar">
        <Dropdown
          label="Source"
          value={selection.source ?? all}
          options={[{ value: all, text: "all" }, ...named(overview?.sources ?? [], "–")]}
          onChoose={(value) => choose("source", value)}
        />
        <Dropdown
          label="Language"
          value={language === undefined ? all : (language ?? nameless)}
          options={[{ value: all, text: "all" }, ...named(overview?.languages ?? [], "not known")]}
          onChoose={(value) => choose("language", value)}
        />
        <Dropdown
          label="Verdict"
          value={selection.rule ?? all}
          options={[
            { value: all, text: "all" },
            { value: "kept", text: "kept" },
            ...(overview?.rules ?? []).map(({ rule }) => ({ value: rule, text: rule })),
          ]}
          onChoose={(value) => choose("rule", value)}
        />
        <TextField
          label="Path has"
          value={selection.search ?? ""}
          onInput={(search) => {
            const { search: _before, ...others } = selection;
            onSelect(search === "" ? others : { ...others, search });
          }}
        />
      </div>
      {problem !== undefined && <p class="message error">{problem}</p>}
      {answer !== undefined && (
        <>
          <p class="hint" role="status">
            {exactText(answer.total)} {answer.total === 1 ? "document" : "documents"}
          </p>
          <DocumentHead />
          <VirtualList
            label="Documents"
            total={answer.total}
            version={`${version} ${JSON.stringify(selection)}`}
            load={async (offset, limit, signal) =>
              (await host.ask({ request: "documents", selection, offset, limit }, "documents", signal)).rows
            }
            row={(document) => <DocumentRow document={document} />}
            onOpen={onOpen}
          />
        </>
      )}
    </div>
  );
}

function named(
  shares: readonly { readonly name: string | null }[],
  none: string,
): { readonly value: string; readonly text: string }[] {
  return shares.map(({ name }) => ({ value: name ?? nameless, text: name ?? none }));
}
