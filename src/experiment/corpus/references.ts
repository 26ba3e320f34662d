/** What a corpus file may refer to that does not stand in it. Folders and files are given as the corpus file has them. */
export interface CorpusReferences {
  /** The names that a filter may bound, beside `quality`, the rules and what a classifier adds. */
  readonly signals: readonly string[];
  /** The names of the rules in a folder. */
  ruleNames(folder: string): readonly string[];
  /** What is wrong with the name of a language; undefined where there is such a language. */
  languageProblem(name: string): string | undefined;
  /** A language by its name in any case, as Linguist spells it; undefined where there is none. */
  languageNamed(name: string): string | undefined;
  /** What is wrong with a classifier's file; undefined where it can be applied. */
  classifierProblem(file: string): string | undefined;
}
