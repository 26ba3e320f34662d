import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

/** The files beside the engine's own code that it needs. Paths are absolute. */
export interface EngineFiles {
  readonly version: string;
  /** What Node runs as the command `ablate`. */
  readonly program: string;
  /** The native binary `ablate-trainer`. */
  readonly trainer: string;
  readonly grammarsFolder: string;
  /** Bundles of the webviews, the report's among them. */
  readonly webviewFolder: string;
  readonly analysisWorker: URL;
  readonly contaminationWorker: URL;
  readonly explainWorker: URL;
  readonly structureWorker: URL;
  readonly tokenizerProcess: URL;
}

const packageFile = z.object({ version: z.string() });

/**
 * Finds the engine's files from the address of `cli`: in a checkout that runs unbuilt (`src/cli.ts`), or in a package
 * (`out/cli.mjs`), whose trainer lies in `bin/`. The variable ABLATE_TRAINER names another trainer.
 */
export function engineFiles(cli: string, environment: Readonly<Record<string, string | undefined>>): EngineFiles {
  const root = dirname(dirname(fileURLToPath(cli)));
  const unbuilt = cli.endsWith(".ts");
  const { version } = packageFile.parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
  const trainers = [join(root, "bin", "ablate-trainer"), join(root, "build", "trainer", "ablate-trainer")];
  const built = trainers.find((path) => existsSync(path)) ?? join(root, "build", "trainer", "ablate-trainer");
  const beside = (source: string, bundled: string): URL => new URL(unbuilt ? source : bundled, cli);
  return {
    version,
    program: fileURLToPath(cli),
    trainer: environment["ABLATE_TRAINER"] || built,
    grammarsFolder: unbuilt ? join(root, "grammars") : join(root, "out", "grammars"),
    webviewFolder: join(root, "out", "webview"),
    analysisWorker: beside("./corpus/measure/analysis-worker.ts", "./analysis-worker.mjs"),
    contaminationWorker: beside("./corpus/contamination/contamination-worker.ts", "./contamination-worker.mjs"),
    explainWorker: beside("./corpus/explain/explain-worker.ts", "./explain-worker.mjs"),
    structureWorker: beside("./corpus/structure/structure-worker.ts", "./structure-worker.mjs"),
    tokenizerProcess: beside("./training/tokenizer-process.ts", "./tokenizer-process.mjs"),
  };
}
