import { readFileSync } from "node:fs";
import * as z from "zod";
import type { LawData } from "../../../../src/analysis/mixture-law/law.ts";

const numbers = z.array(z.number());
const regmix = z.object({
  sumOfSquares: z.number(),
  constant: z.number(),
  rankCorrelation: z.number(),
  linearRankCorrelation: z.number(),
});

/** Values computed with SciPy and NumPy by `make-reference.py`. */
export const reference = z
  .object({
    regmix: z.record(z.string(), regmix),
    mixingLaws: z.object({
      githubLosses: numbers,
      pileCcLosses: numbers,
      bestGithubShare: z.number(),
      bestMean: z.number(),
    }),
    threeComponents: z.object({
      laws: z.array(numbers),
      weights: numbers,
      low: numbers,
      high: numbers,
      shares: numbers,
      loss: z.number(),
    }),
  })
  .parse(JSON.parse(readText("reference.json")));

const mixingLaws = z
  .object({ githubShares: numbers, githubLosses: numbers, pileCcLosses: numbers })
  .parse(JSON.parse(readText("data-mixing-laws-70m.json")));

/** What Ye et al. 2024 measured: two domains, five mixtures, models of 70M parameters. */
export const mixingLawsData: Readonly<Record<"githubLosses" | "pileCcLosses", LawData>> = {
  githubLosses: { shares: sharesOf(mixingLaws.githubShares), losses: mixingLaws.githubLosses },
  pileCcLosses: { shares: sharesOf(mixingLaws.githubShares), losses: mixingLaws.pileCcLosses },
};

/** What Liu et al. 2024 (RegMix) measured: a loss by name, and the mixtures of 17 domains in 64 runs of 1B parameters. */
export function regmixData(loss: string): LawData {
  const [header = [], ...rows] = readText("regmix-1b.csv")
    .trim()
    .split("\n")
    .map((line) => line.split(","));
  const column = header.indexOf(loss);
  const domains = header.indexOf("loss_pile_cc");
  return {
    shares: rows.map((row) => {
      const thousandths = row.slice(0, domains).map(Number);
      const sum = thousandths.reduce((total, share) => total + share, 0);
      return thousandths.map((share) => share / sum);
    }),
    losses: rows.map((row) => Number(row[column])),
  };
}

function sharesOf(githubShares: readonly number[]): number[][] {
  return githubShares.map((share) => [share, 1 - share]);
}

function readText(name: string): string {
  return readFileSync(new URL(name, import.meta.url), "utf8");
}
