import type { Scale } from "./scale.ts";

export const corpusRoles = ["text", "code", "markup", "adjacent", "synthetic"] as const;

/** What a corpus is for in a study: the paper's five sets. */
export type CorpusRole = (typeof corpusRoles)[number];

export const studyNames = ["initialisation", "proportion", "quality", "cooldown", "scale"] as const;
export type StudyName = (typeof studyNames)[number];

/** The names of the corpora of a study, as its ablation file has them. */
export type CorpusNames = Partial<Record<CorpusRole, string>>;

/** One of the studies of "To Code, or Not To Code?" (arXiv 2408.10914), as a template. */
export interface Study {
  readonly name: StudyName;
  /** The question that it answers. */
  readonly question: string;
  /** What it does, in a sentence. */
  readonly description: string;
  readonly needs: readonly CorpusRole[];
  /** Corpora that it has arms for where they are there. */
  readonly uses: readonly CorpusRole[];
  /** The lines of the members that are the study's own, "baseline" and "arms", with comments. */
  lines(scale: Scale, corpora: CorpusNames): readonly string[];
}

/** The name of a corpus that the study needs. */
export function nameOf(corpora: CorpusNames, role: CorpusRole): string {
  const name = corpora[role];
  if (name === undefined) throw new Error(`the study needs a corpus of ${role}`);
  return JSON.stringify(name);
}

/** A mixture as it stands in a file; corpora without a share are left out. */
export function mixtureText(shares: readonly (readonly [name: string, share: number])[]): string {
  const members = shares.filter(([, share]) => share > 0).map(([name, share]) => `${name}: ${String(share)}`);
  return `{ ${members.join(", ")} }`;
}
