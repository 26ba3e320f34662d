import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { FillInTheMiddle, TokenOptions } from "../../experiment/token-options.ts";
import { drawMiddle, type MiddleDraw, rearrange } from "./fill-in-the-middle.ts";
import { pathComment } from "./path-comment.ts";
import { writeRepositoryOrder } from "./repository-order.ts";
import type { SequenceItem, SequencePart, Span, SyntaxReader } from "./sequence-part.ts";
import {
  documentsById,
  documentsInOrder,
  type DocumentSelection,
  type TrainingDocument,
} from "./training-documents.ts";

/**
 * What the model sees of a corpus's documents, in order: each document a sequence of its own, by id, or those of a repository one
 * sequence, rearranged as the options say.
 */
export async function* arrangeSequences(
  selection: DocumentSelection,
  options: TokenOptions,
  syntax: SyntaxReader,
  signal: AbortSignal,
): AsyncGenerator<SequenceItem> {
  const arrange = (document: TrainingDocument): Promise<readonly SequencePart[]> =>
    documentParts(document, options.fillInTheMiddle, syntax);
  if (options.packing === "document") {
    for await (const document of documentsById(selection)) {
      yield { path: document.path, parts: await arrange(document), ends: true };
    }
    return;
  }
  await mkdir(selection.temporaryFolder, { recursive: true });
  const orderFile = join(selection.temporaryFolder, "repository-order.jsonl");
  await writeRepositoryOrder(selection, orderFile, syntax, signal);
  let before: TrainingDocument | undefined;
  for await (const document of withNext(documentsInOrder(selection, orderFile))) {
    const { current, next } = document;
    const begins = before?.repository !== current.repository;
    const head = begins ? repositoryHead(current, options) : [];
    const parts = [
      ...head,
      ...documentHead(current, options, begins ? undefined : before),
      ...(await arrange(current)),
    ];
    yield { path: current.path, parts, ends: next?.repository !== current.repository };
    before = current;
  }
}

async function documentParts(
  { text, id, language }: TrainingDocument,
  options: FillInTheMiddle | undefined,
  syntax: SyntaxReader,
): Promise<readonly SequencePart[]> {
  const draw = options === undefined ? undefined : drawMiddle(text, id, options);
  if (options === undefined || draw === undefined) return [{ text, masked: false }];
  return rearrange(text, { ...draw, span: (await nodesOf(text, language, draw, syntax)) ?? draw.span });
}

async function nodesOf(
  text: string,
  language: string | null,
  { mask, span, place }: MiddleDraw,
  syntax: SyntaxReader,
): Promise<Span | undefined> {
  if (mask === "span" || language === null) return undefined;
  if (mask === "sampledNode") return syntax.sampledNode(text, language, place);
  return syntax.alignedSpan(text, language, span);
}

function repositoryHead({ repository }: TrainingDocument, { paths }: TokenOptions): SequencePart[] {
  return paths === "comment" ? [] : [{ sentinel: "<repo_name>" }, { text: repository, masked: false }];
}

function documentHead(
  { path, language }: TrainingDocument,
  { paths }: TokenOptions,
  before: TrainingDocument | undefined,
): SequencePart[] {
  if (paths === "sentinels") return [{ sentinel: "<file_sep>" }, { text: `${path}\n`, masked: false }];
  // A comment begins a line, whatever the document before it ends with.
  const lineEnd = before === undefined || before.text.endsWith("\n") ? "" : "\n";
  return [{ text: `${lineEnd}${pathComment(path, language)}`, masked: false }];
}

async function* withNext<Value>(
  values: AsyncIterable<Value>,
): AsyncGenerator<{ readonly current: Value; readonly next: Value | undefined }> {
  let waiting: { readonly value: Value } | undefined;
  for await (const value of values) {
    if (waiting !== undefined) yield { current: waiting.value, next: value };
    waiting = { value };
  }
  if (waiting !== undefined) yield { current: waiting.value, next: undefined };
}

/** The parts with texts that stand beside one another as one, so that they are tokenised as they read. */
export function joinTexts(parts: readonly SequencePart[]): readonly SequencePart[] {
  const joined: SequencePart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if ("text" in part && part.text === "") continue;
    if ("text" in part && last !== undefined && "text" in last) {
      joined[joined.length - 1] = { text: last.text + part.text, masked: false };
    } else {
      joined.push(part);
    }
  }
  return joined;
}
