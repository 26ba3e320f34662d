import { dirname, resolve } from "node:path";
import type { CorpusReferences } from "../experiment/corpus/references.ts";
import { languageNamed, languageProblem } from "./language/known-languages.ts";
import { classifierProblem } from "./learned/classifier-file.ts";
import { ruleNamesIn } from "./rules/read-rules.ts";
import { SIGNAL_NAMES } from "./signals/signals.ts";

/** What a corpus file may refer to; relative paths are those beside it. */
export function referencesBeside(corpusFile: string): CorpusReferences {
  const folder = dirname(corpusFile);
  return {
    signals: SIGNAL_NAMES,
    ruleNames: (rules) => ruleNamesIn(resolve(folder, rules)),
    languageProblem,
    languageNamed,
    classifierProblem: (file) => classifierProblem(resolve(folder, file)),
  };
}
