import { z } from "zod";
import { answerQuery } from "../corpus/explore/answer-query.ts";
import { CorpusTables } from "../corpus/explore/corpus-tables.ts";
import { exploreQuery } from "../corpus/explore/messages.ts";
import type { CommandContext } from "./command.ts";
import { answerRequests } from "./request-lines.ts";

const exploreRequest = z.intersection(z.object({ id: z.int() }), exploreQuery);

/**
 * `ablate explore FOLDER`: answers queries over the documents of a curated corpus, the folder of its `curate` stage, on
 * standard input, one JSON object a line, until that ends. Queries are answered one after the other.
 */
export async function explore(folder: string, { output, signal }: CommandContext): Promise<void> {
  const tables = await CorpusTables.open(folder);
  let last: Promise<unknown> = Promise.resolve();
  try {
    await answerRequests(process.stdin, exploreRequest, output, signal, async (request, cancelled) => {
      const turn = last;
      const answering = turn.then(async () => {
        cancelled.throwIfAborted();
        const interrupt = (): void => {
          tables.interrupt();
        };
        cancelled.addEventListener("abort", interrupt);
        try {
          return await answerQuery(tables, request);
        } finally {
          cancelled.removeEventListener("abort", interrupt);
        }
      });
      last = answering.catch(() => undefined);
      output.emit({ event: "answer", id: request.id, answer: await answering });
    });
  } finally {
    tables.close();
  }
}
