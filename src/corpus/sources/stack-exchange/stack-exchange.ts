import { createHash } from "node:crypto";
import { join } from "node:path";
import type { CorpusSource } from "../../../experiment/corpus-file.ts";
import { StageError } from "../../../stage/runner.ts";
import { htmlText } from "../../formats/html-text.ts";
import { type Post, questionText } from "../../formats/question.ts";
import { dataFiles, dataFingerprint } from "../data-files.ts";
import type { FileSource, SourceFile } from "../source-file.ts";
import { FileProblem } from "../tables/file-problem.ts";
import { isoTime } from "../tables/iso-time.ts";
import { packingOf } from "../tables/table-format.ts";
import { unpackedBytes } from "../tables/unpacked-bytes.ts";
import { PostTable, type SortedPost } from "./post-table.ts";
import { dumpPosts } from "./posts.ts";

type StackExchangeDeclaration = Extract<CorpusSource, { type: "stack-exchange" }>;

const takes = (path: string): boolean => /(?:^|[/-])Posts\.xml(?:\.gz|\.zst)?$/i.test(path);

/** The questions of a StackExchange dump with their answers, by the question's number. */
export function stackExchangeSource(source: StackExchangeDeclaration, cacheFolder: string): FileSource {
  async function* questions(signal: AbortSignal): AsyncGenerator<SourceFile> {
    for await (const file of dataFiles(source, takes, signal)) {
      const name = createHash("sha256").update(file.location).digest("hex").slice(0, 16);
      const table = await PostTable.open(join(cacheFolder, "posts", `${name}-${String(process.pid)}`));
      try {
        const bytes = unpackedBytes(file.location, packingOf(file.path), signal);
        for await (const post of dumpPosts(bytes)) table.append(post);
        for await (const thread of threads(table.byQuestion())) {
          signal.throwIfAborted();
          const document = questionDocument(thread, source);
          if (document !== undefined) yield document;
        }
      } catch (error) {
        if (!(error instanceof FileProblem)) throw error;
        throw new StageError(`Source "${source.name}": ${file.path}: ${error.message}.`);
      } finally {
        await table.close();
      }
    }
  }
  return {
    fingerprint: (signal) => dataFingerprint(source, takes, cacheFolder, signal),
    files: questions,
    close: () => undefined,
  };
}

interface Thread {
  readonly question: SortedPost;
  readonly answers: SortedPost[];
}

/** Answers whose question is not in the dump are left out. */
async function* threads(posts: AsyncIterable<SortedPost>): AsyncGenerator<Thread> {
  let thread: Thread | undefined;
  for await (const post of posts) {
    if (post.kind === "question") {
      if (thread !== undefined) yield thread;
      thread = { question: post, answers: [] };
    } else if (thread?.question.id === post.question) thread.answers.push(post);
  }
  if (thread !== undefined) yield thread;
}

function questionDocument(
  { question, answers }: Thread,
  { minCharacters, minUpvotes = -Infinity, maxAnswers }: StackExchangeDeclaration,
): SourceFile | undefined {
  const taken = answers.filter(({ score }) => score >= minUpvotes).slice(0, maxAnswers);
  const posts = [question, ...taken].map(readPost);
  const characters = posts.reduce((sum, { text }) => sum + text.length, question.title.length);
  if (characters < minCharacters) return undefined;
  const bytes = new TextEncoder().encode(questionText(question.title, posts));
  const licences = [...new Set([question, ...taken].map(({ licence }) => licence).filter((name) => name !== ""))];
  return {
    path: `questions/${String(question.id)}`,
    revision: null,
    language: "Text",
    licence: licences.length === 0 ? undefined : licences.join(" AND "),
    time: isoTime(question.created_at),
    size: bytes.length,
    read: () => Promise.resolve(bytes),
  };
}

function readPost({ body, score }: SortedPost): Post {
  return { text: htmlText(body), upvotes: score };
}
