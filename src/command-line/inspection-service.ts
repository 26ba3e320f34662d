import type { Readable } from "node:stream";
import { z } from "zod";
import { ExplainPool, type ExplainSurroundings } from "../corpus/explain/explain-pool.ts";
import { inspectContent } from "../corpus/inspect.ts";
import { LicencesAbove } from "../corpus/licence/licences-above.ts";
import { type CorpusFile, documentClass } from "../experiment/corpus-file.ts";
import { formatProblem } from "../experiment/problem.ts";
import { loadCorpus } from "../scheduler/load-experiment.ts";
import { StageError } from "../stage/runner.ts";
import type { Output } from "./output.ts";
import { answerRequests } from "./request-lines.ts";

const inspectRequest = z.object({
  request: z.literal("inspect"),
  id: z.int(),
  /** Tells the language. */
  path: z.string(),
  /** Where it lies on disk, absolute: licence files above it speak for it. */
  file: z.string().optional(),
  /** As it stands in the editor, saved or not. */
  text: z.string(),
  class: documentClass.optional(),
  /** The corpus file whose rules judge. */
  corpus: z.string().optional(),
});

type InspectRequest = z.infer<typeof inspectRequest>;

/** `ablate inspect --watch`: inspects texts as they are sent, with grammars that stay loaded. Answers in any order. */
export class InspectionService {
  private readonly surroundings: ExplainSurroundings;
  private readonly noRules: CorpusFile;
  private readonly output: Output;

  constructor(surroundings: ExplainSurroundings, noRules: CorpusFile, output: Output) {
    this.surroundings = surroundings;
    this.noRules = noRules;
    this.output = output;
  }

  /** Resolves when the input has ended or `signal` aborts. */
  async answer(input: Readable, signal: AbortSignal): Promise<void> {
    // What an editor asks for is one file at a time.
    const pool = new ExplainPool(this.surroundings, 1);
    const licences = new LicencesAbove(this.surroundings.grammarsFolder);
    try {
      await answerRequests(input, inspectRequest, this.output, signal, async (request, cancelled) => {
        const bytes = new TextEncoder().encode(request.text);
        const content = { path: request.path, bytes, class: request.class, file: request.file };
        const inspection = await inspectContent(content, await this.corpusOf(request), { pool, licences }, cancelled);
        this.output.emit({ event: "inspection", id: request.id, inspection });
      });
    } finally {
      await pool.close();
    }
  }

  private async corpusOf({ corpus }: InspectRequest): Promise<CorpusFile> {
    if (corpus === undefined) return this.noRules;
    const { value, problems } = await loadCorpus(corpus);
    if (value === undefined) throw new StageError(problems.map(formatProblem).join("\n"));
    return value.corpus;
  }
}
