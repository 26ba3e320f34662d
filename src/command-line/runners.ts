import { createCurateRunner } from "../corpus/curate/stage.ts";
import { createMeasureRunner } from "../corpus/measure/stage.ts";
import { StructurePool } from "../corpus/structure/structure-pool.ts";
import type { EngineFiles } from "../engine-files.ts";
import { createContaminationRunner } from "../evaluation/contamination/contamination-stage.ts";
import { createEvaluateRunner } from "../evaluation/evaluate-stage.ts";
import type { Runners } from "../scheduler/packs.ts";
import { scoreRequests } from "../training/score.ts";
import { createTokenizeRunner } from "../training/tokenize-stage.ts";
import { createTokenizerRunner } from "../training/tokenizer-stage.ts";
import type { Launcher } from "../training/trainer-process.ts";
import { createTrainRunner } from "../training/train-stage.ts";

/** The runner of every kind of stage, on this machine; `cacheFolder` holds what may be deleted at any time. `launcher` as in TrainerSurroundings. */
export function createRunners(files: EngineFiles, cacheFolder: string, launcher?: Launcher): Runners {
  const { trainer, grammarsFolder, structureWorker } = files;
  return {
    measure: createMeasureRunner({ workerFile: files.analysisWorker, grammarsFolder, cacheFolder }),
    curate: createCurateRunner({ workerFile: files.contaminationWorker, grammarsFolder }),
    contamination: createContaminationRunner({ workerFile: files.contaminationWorker, grammarsFolder }),
    tokenizer: createTokenizerRunner({ processFile: files.tokenizerProcess }),
    tokenize: createTokenizeRunner({
      openSyntax: (threads, signal) =>
        new StructurePool({ workerFile: structureWorker, grammarsFolder }, threads, signal),
    }),
    train: createTrainRunner({ trainer, cacheFolder, launcher }),
    evaluate: createEvaluateRunner({
      score: (models, requests, options) => scoreRequests(trainer, models, requests, options),
    }),
  };
}
