import { strict as assert } from "node:assert";
import { analyseJudgements } from "../../../src/analysis/win-rate/analyse-judgements.ts";
import { bradleyTerry } from "../../../src/analysis/win-rate/bradley-terry.ts";
import type { JudgedPair } from "../../../src/analysis/win-rate/judged-pair.ts";
import { lengthControlledWinRate } from "../../../src/analysis/win-rate/length-control.ts";
import { close } from "../close.ts";

// Expected numbers are those of bench/win-rate/reference.py (SciPy).
const scores = [1, 1, 0.5, 0, 1, 0, 1, 0.5];
const longer = [120, 80, 10, -60, 200, -15, -40, 30];

const settings = { experiment: "study", judge: "a judge", kind: "judge", arms: ["a", "b"], seed: 1 } as const;

function judged(prompt: string, first: string, second: string, verdict: JudgedPair["verdict"]): JudgedPair {
  return { prompt, seed: 1, first, second, verdict, firstBytes: 10, secondBytes: 10 };
}

describe("win-rates", () => {
  it("fits Bradley–Terry strengths, with a tie more for every pair that met", () => {
    const strengths = bradleyTerry([
      [0, 7, 9.5],
      [3, 0, 6],
      [0.5, 4, 0],
    ]);
    for (const [index, expected] of [0.92529013, -0.14491449, -0.78037565].entries()) {
      close(strengths?.[index], expected, 1e-6);
    }
  });

  it("has no strengths for arms that no comparison connects", () => {
    assert.equal(
      bradleyTerry([
        [0, 1, 0],
        [1, 0, 0],
        [0, 0, 0],
      ]),
      undefined,
    );
  });

  it("takes out what longer answers win by being longer", () => {
    const pairs = scores.map((score, index) => ({ prompt: String(index), seed: 1, score, longer: longer[index] ?? 0 }));
    close(lengthControlledWinRate(pairs), 0.5431613, 1e-6);
  });

  it("counts ties as half a win, with Student's t interval over prompts", () => {
    const verdict = (score: number): JudgedPair["verdict"] =>
      score === 0.5 ? "tie" : score === 1 ? "first" : "second";
    const { pairs } = analyseJudgements(
      scores.map((score, index) => judged(String(index), "a", "b", verdict(score))),
      settings,
    );
    close(pairs[0]?.winRate?.mean, 0.625, 1e-12);
    close(pairs[0]?.winRate?.low, 0.25447332861981375, 1e-9);
    close(pairs[0]?.winRate?.high, 0.9955266713801862, 1e-9);
  });

  it("tells a judge that always takes the first answer, and gives neither arm the win", () => {
    const both = ["p", "q", "r"].flatMap((prompt) => [
      judged(prompt, "a", "b", "first"),
      judged(prompt, "b", "a", "first"),
    ]);
    const { firstShare, consistent, pairs } = analyseJudgements(both, settings);
    assert.equal(firstShare?.mean, 1);
    assert.equal(consistent, 0);
    assert.equal(pairs[0]?.winRate?.mean, 0.5);
  });

  it("counts refusals and malformed verdicts, and leaves them out of win-rates", () => {
    const { counts, pairs } = analyseJudgements(
      [judged("p", "a", "b", "refusal"), judged("p", "b", "a", "malformed"), judged("q", "a", "b", "first")],
      settings,
    );
    assert.deepEqual(counts, { first: 1, second: 0, tie: 0, refusal: 1, malformed: 1 });
    assert.equal(pairs[0]?.comparisons, 1);
    assert.equal(pairs[0].winRate?.mean, 1);
  });
});
