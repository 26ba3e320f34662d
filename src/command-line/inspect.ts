import type { Readable } from "node:stream";
import { ExplainPool } from "../corpus/explain/explain-pool.ts";
import { inspectContent, inspectPath } from "../corpus/inspect.ts";
import { LicencesAbove } from "../corpus/licence/licences-above.ts";
import type { Inspection } from "../corpus/inspection.ts";
import { inspectionText } from "../corpus/inspection-text.ts";
import { SIGNAL_DOCS } from "../corpus/signals/signal-docs.ts";
import { corpusFileSchema } from "../experiment/corpus-file.ts";
import { loadCorpus } from "../scheduler/load-experiment.ts";
import { InvalidInput } from "../stage/runner.ts";
import { type CommandContext, valueOf } from "./command.ts";
import { InspectionService } from "./inspection-service.ts";

export interface InspectOptions {
  readonly corpus?: string;
  /** The text comes from standard input; the only path tells its language. */
  readonly stdin?: boolean;
  /** Answer requests on standard input until it ends. */
  readonly watch?: boolean;
}

/** How documents are judged where no corpus is named: by nothing but what makes them unreadable. */
const noRules = corpusFileSchema.parse({ sources: [{ name: "files", type: "folder", path: ".", class: "code" }] });

/** `ablate inspect PATH…`: every signal, what it is measured against, where its value comes from, and the verdict. */
export async function inspect(
  paths: readonly string[],
  options: InspectOptions,
  context: CommandContext,
): Promise<void> {
  const { files, output, signal } = context;
  const corpus = options.corpus === undefined ? noRules : valueOf(await loadCorpus(options.corpus), output).corpus;
  const surroundings = { workerFile: files.explainWorker, grammarsFolder: files.grammarsFolder };
  if (options.watch === true) {
    await new InspectionService(surroundings, noRules, output).answer(process.stdin, signal);
    return;
  }
  if (paths.length === 0) throw new InvalidInput("Name the files or folders to be inspected.");
  const tell = (inspection: Inspection): void => {
    output.emit({ event: "inspection", inspection });
    output.print(inspectionText(inspection, SIGNAL_DOCS));
  };
  if (options.stdin === true) {
    const [path = "", ...others] = paths;
    if (others.length > 0) throw new InvalidInput("Of what comes from standard input, name one path.");
    const pool = new ExplainPool(surroundings, 1);
    const licences = new LicencesAbove(files.grammarsFolder);
    try {
      const bytes = await readUpTo(process.stdin, corpus.maxFileBytes);
      tell(await inspectContent({ path, bytes, class: undefined }, corpus, { pool, licences }, signal));
    } finally {
      await pool.close();
    }
    return;
  }
  const settings = { ...surroundings, threads: context.cores, signal, corpus };
  for (const path of paths) for await (const inspection of inspectPath(path, settings)) tell(inspection);
}

/** The whole input, or a little more of it than `limit` bytes. */
async function readUpTo(input: Readable, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of input) {
    if (!(chunk instanceof Uint8Array)) continue;
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > limit) break;
  }
  return Buffer.concat(chunks);
}
