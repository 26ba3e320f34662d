import { synthesise } from "../corpus/synthetic/synthesise.ts";
import type { CorpusFile, CorpusSource } from "../experiment/corpus-file.ts";
import { loadCorpus } from "../scheduler/load-experiment.ts";
import { InvalidInput, StageError } from "../stage/runner.ts";
import { type CommandContext, valueOf } from "./command.ts";

export interface SynthesiseOptions {
  readonly endpoint: string;
  readonly model: string;
  readonly source?: string;
  readonly concurrency: number;
  readonly retries: number;
  /** The environment variable with the endpoint's key: on a command line other users could read it. */
  readonly apiKeyVariable: string;
}

type SyntheticSource = Extract<CorpusSource, { type: "synthetic" }>;

/** Problems between two lines of progress. */
const PROBLEMS_PER_LINE = 20;

const FIRST_PAUSE_MILLISECONDS = 1000;

/** `ablate synthesise FILE.corpus.json`: adds to a synthetic source's file the problems that it lacks. */
export async function synthesiseProblems(
  file: string,
  options: SynthesiseOptions,
  context: CommandContext,
): Promise<void> {
  const { output, signal } = context;
  const { corpus } = valueOf(await loadCorpus(file), output);
  const { name, path, generate } = chosenSource(corpus, options.source, file);
  if (generate === undefined) {
    throw new StageError(
      `Source "${name}" in ${file} has no "generate", which says what to ask for: see docs/synthetic.md.`,
    );
  }
  if (!path.endsWith(".jsonl"))
    throw new InvalidInput(`Problems are added to a .jsonl file; source "${name}" has ${path}.`);
  const apiKey = process.env[options.apiKeyVariable] || undefined;
  const { model, retries, concurrency } = options;
  const { written, present, unusable } = await synthesise({
    file: path,
    declared: generate,
    endpoint: {
      address: options.endpoint,
      model,
      apiKey,
      temperature: generate.temperature,
      retries,
      pauseMilliseconds: FIRST_PAUSE_MILLISECONDS,
    },
    concurrency,
    signal,
    now: () => context.now(),
    report: ({ done, total, unusable: failed }) => {
      if (done % PROBLEMS_PER_LINE !== 0 && done !== total) return;
      const line = `${String(done)} of ${String(total)} problems, ${String(failed)} without a usable answer`;
      output.emit({ event: "log", line });
    },
  });
  output.emit({ event: "file", kind: "problems", path });
  output.print(
    `${path}: ${String(written)} problems written, ${String(present)} there before, ${String(unusable)} without a usable ` +
      `answer${unusable > 0 ? " (run the same command again to ask for them)" : ""}.\n` +
      `Their solutions are verified by: ablate curate ${file}`,
  );
}

function chosenSource({ sources }: CorpusFile, wanted: string | undefined, file: string): SyntheticSource {
  const synthetic = sources.filter((source): source is SyntheticSource => source.type === "synthetic");
  const chosen = wanted === undefined ? synthetic : synthetic.filter(({ name }) => name === wanted);
  const [source] = chosen;
  if (source === undefined) {
    throw new InvalidInput(`${file} has no source ${wanted === undefined ? "" : `"${wanted}" `}of type "synthetic".`);
  }
  if (chosen.length > 1) {
    throw new StageError(
      `${file} has several synthetic sources; choose with --source: ${chosen.map(({ name }) => name).join(", ")}.`,
    );
  }
  return source;
}
