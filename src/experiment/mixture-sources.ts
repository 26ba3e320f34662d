import type { AblationFile } from "./ablation-file.ts";
import type { ArmDeclaration, Mixture } from "./arm-declaration.ts";
import type { AblationReferences } from "./ablation-references.ts";
import type { Problem } from "./problem.ts";
import type { RepetitionDeclaration } from "./repetition.ts";
import { canonicalSlice, splitSlice } from "./slices/slice.ts";
import { SliceProblem } from "./slices/condition-tokens.ts";
import type { CheckColumn } from "./slices/parse-condition.ts";
import { columnCheck, sliceColumns } from "./slices/slice-columns.ts";
import type { JsonPath, SourceText } from "./source-text.ts";
import { editDistance } from "./validate.ts";

/** What the mixtures of an ablation file may draw from: its corpora, and slices of them. */
export class MixtureSources {
  private readonly file: AblationFile;
  private readonly references: AblationReferences;
  private readonly checks = new Map<string, CheckColumn | undefined>();

  constructor(file: AblationFile, references: AblationReferences) {
    this.file = file;
    this.references = references;
  }

  /** The names of a mixture that are no sources, at their places; `owner` says whose mixture it is. */
  *problems(source: SourceText, path: JsonPath, mixture: Mixture, owner: string): Generator<Problem> {
    const seen = new Map<string, string>();
    for (const name of Object.keys(mixture)) {
      const problem = this.problemOf(name, owner);
      if (problem !== undefined) {
        yield source.problemInName(path, name, problem, problem.message);
        continue;
      }
      const canonical = this.canonical(name);
      const twin = seen.get(canonical);
      if (twin !== undefined) yield source.problemAtName(path, name, `"${twin}" is the same slice, in other words`);
      seen.set(canonical, name);
    }
  }

  /** What is wrong with the name of a source, and where in it; undefined for one that can be drawn from. */
  problemOf(name: string, owner: string): SliceProblem | undefined {
    const { corpus, condition } = this.split(name);
    if (!this.file.corpora.includes(corpus)) {
      return new SliceProblem(unknownCorpus(this.file, corpus, owner), { start: 0, length: corpus.length });
    }
    if (condition === undefined) return undefined;
    return sliceProblem(() => canonicalSlice(name, this.checkOf(corpus)));
  }

  /** A name without problems in its one spelling. */
  canonical(name: string): string {
    const { corpus, condition } = this.split(name);
    return condition === undefined ? corpus : canonicalSlice(name, this.checkOf(corpus));
  }

  /** A mixture without problems, its names in their one spelling. */
  canonicalMixture(mixture: Mixture): Mixture {
    return Object.fromEntries(Object.entries(mixture).map(([name, share]) => [this.canonical(name), share]));
  }

  /** An arm without problems, the names in its mixtures in their one spelling. */
  canonicalArm(arm: ArmDeclaration): ArmDeclaration {
    const phases = arm.phases.map((phase) => ({
      ...phase,
      mixture: this.canonicalMixture(phase.mixture),
      ...(phase.added === undefined ? {} : { added: this.canonicalMixture(phase.added) }),
    }));
    return { ...arm, phases };
  }

  /** Limits of repetition without problems, the names of sources in their one spelling. */
  canonicalLimits(repetition: RepetitionDeclaration): RepetitionDeclaration {
    const limits = Object.entries(repetition.sources).map(([name, limit]) => [this.canonical(name), limit] as const);
    return { ...repetition, sources: Object.fromEntries(limits) };
  }

  /** Undefined where the corpus cannot be read, which is told where it is named. */
  private checkOf(corpus: string): CheckColumn | undefined {
    if (!this.checks.has(corpus)) {
      const found = this.references.corpus(corpus);
      const known = typeof found === "object";
      const columns = known ? sliceColumns(found, this.references.corpusReferences(corpus)) : [];
      this.checks.set(corpus, known ? columnCheck(columns) : undefined);
    }
    return this.checks.get(corpus);
  }

  /** A corpus that is listed under a name with brackets is that corpus, not a slice. */
  private split(name: string): ReturnType<typeof splitSlice> {
    return this.file.corpora.includes(name) ? { corpus: name, condition: undefined, start: 0 } : splitSlice(name);
  }
}

function sliceProblem(check: () => unknown): SliceProblem | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof SliceProblem) return error;
    throw error;
  }
}

/** What to say of a name that is no corpus of the file. */
export function unknownCorpus(file: Pick<AblationFile, "corpora">, name: string, owner: string): string {
  const near = file.corpora.find((corpus) => editDistance(corpus, name) <= Math.max(1, Math.floor(name.length / 3)));
  const hint = near === undefined ? `"corpora" lists ${file.corpora.join(", ")}` : `did you mean "${near}"?`;
  return `${owner} names an unknown corpus "${name}"; ${hint}`;
}
