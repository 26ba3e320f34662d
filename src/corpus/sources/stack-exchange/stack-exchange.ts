import { createHash } from "node:crypto";
import { join } from "node:path";
import type { CorpusSource } from "../../../experiment/corpus-file.ts";
import { htmlText } from "../../formats/html-text.ts";
import { type Post, questionText } from "../../formats/question.ts";
import { dataSource } from "../data-documents.ts";
import { leftOut, tooShort } from "../left-out.ts";
import type { FileSource, SourceFile } from "../source-file.ts";
import { isoTime } from "../tables/iso-time.ts";
import { packingOf } from "../tables/table-format.ts";
import { unpackedBytes } from "../tables/unpacked-bytes.ts";
import { PostTable, type SortedPost } from "./post-table.ts";
import { dumpPosts } from "./posts.ts";

type StackExchangeDeclaration = Extract<CorpusSource, { type: "stack-exchange" }>;

/** The questions of a StackExchange dump with their answers, by the question's number. */
export function stackExchangeSource(source: StackExchangeDeclaration, cacheFolder: string): FileSource {
  return dataSource(
    source,
    {
      takes: (path) => /(?:^|[/-])Posts\.xml(?:\.gz|\.zst)?$/i.test(path),
      async *documentsOf(file, { signal, onRead }) {
        const name = createHash("sha256").update(file.location).digest("hex").slice(0, 16);
        const table = await PostTable.open(join(cacheFolder, "posts", `${name}-${String(process.pid)}`));
        // Posts are read twice: all into the table, then by question out of it.
        const half = Number(file.stats?.size ?? 0) / 2;
        let posts = 0;
        try {
          const bytes = unpackedBytes(file.location, packingOf(file.path), signal, (read) => {
            onRead(read / 2);
          });
          for await (const post of dumpPosts(bytes)) {
            table.append(post);
            posts += 1;
          }
          let told = 0;
          for await (const thread of threads(table.byQuestion())) {
            told += thread.length;
            onRead(half + (half * told) / posts);
            yield threadDocument(thread, source);
          }
        } finally {
          await table.close();
        }
      },
    },
    cacheFolder,
  );
}

type Thread = readonly [first: SortedPost, ...rest: SortedPost[]];

/** A question with its answers, or a single answer whose question is not in the dump. */
async function* threads(posts: AsyncIterable<SortedPost>): AsyncGenerator<Thread> {
  let thread: [SortedPost, ...SortedPost[]] | undefined;
  for await (const post of posts) {
    const [first] = thread ?? [];
    if (first?.kind === "question" && post.kind === "answer" && first.id === post.question) {
      thread?.push(post);
      continue;
    }
    if (thread !== undefined) yield thread;
    thread = [post];
  }
  if (thread !== undefined) yield thread;
}

function threadDocument(
  [question, ...answers]: Thread,
  { minCharacters, minUpvotes = -Infinity, maxAnswers }: StackExchangeDeclaration,
): SourceFile {
  const taken = answers.filter(({ score }) => score >= minUpvotes).slice(0, maxAnswers);
  const licences = [...new Set([question, ...taken].map(({ licence }) => licence).filter((name) => name !== ""))];
  const origin = {
    path: `${question.kind}s/${String(question.id)}`,
    revision: null,
    language: "Text",
    licence: licences.length === 0 ? undefined : licences.join(" AND "),
    time: isoTime(question.created_at),
  };
  if (question.kind === "answer") {
    return leftOut(origin, "no-question", `its question, ${String(question.question)}, is not in the dump`);
  }
  const posts = [question, ...taken].map(readPost);
  const characters = posts.reduce((sum, { text }) => sum + text.length, question.title.length);
  if (characters < minCharacters) return leftOut(origin, "too-short", tooShort(characters, minCharacters));
  const bytes = new TextEncoder().encode(questionText(question.title, posts));
  return { ...origin, size: bytes.length, read: () => Promise.resolve(bytes) };
}

function readPost({ body, score }: SortedPost): Post {
  return { text: htmlText(body), upvotes: score };
}
