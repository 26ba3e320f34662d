import type { PlanFacts, PlannedStage, PlanState } from "../../webview/protocol.ts";

/** Invented: so many arms from text alone to code alone, trained with two seeds on a start that all of them share. */
export function examplePlan(armCount: number): PlanFacts {
  const because = ["training.peak: 0.001 → 0.003"];
  const done = (kind: PlannedStage["kind"], label: string, inputs: Record<string, string> = {}): PlannedStage => ({
    ...{ key: label, kind, label, inputs },
    cached: true,
  });
  const pending = (kind: PlannedStage["kind"], label: string, inputs: Record<string, string>): PlannedStage => ({
    ...{ key: label, kind, label, inputs, because },
    cached: false,
    seconds: 60,
  });
  const corpora = ["text", "code"].flatMap((corpus) => [
    done("measure", `measure ${corpus}`),
    done("curate", `curate ${corpus}`, { [`measured:${corpus}`]: `measure ${corpus}` }),
  ]);
  const documents = { "documents:text": "curate text", "documents:code": "curate code" };
  const tokens = ["text", "code"].map((corpus) =>
    done("tokenize", `tokenize ${corpus}`, { documents: `curate ${corpus}`, tokenizer: "tokenizer" }),
  );
  const arms = Array.from({ length: armCount }, (_, place) => `code-${(100 * place) / (armCount - 1)}`);
  const starts = [1, 2].map((seed) =>
    done("train", `train start seed ${seed}`, { "tokens:text": "tokenize text", tokenizer: "tokenizer" }),
  );
  const armRuns = arms.flatMap((arm) =>
    [1, 2].map((seed) => ({
      ...{ arm, seed },
      phases: [`train start seed ${seed}`, `train ${arm} seed ${seed}`],
      evaluation: `evaluate ${arm} seed ${seed}`,
    })),
  );
  const armStages = armRuns.flatMap(({ arm, seed, phases: [start = "", last = ""], evaluation }) => [
    pending("train", last, {
      ...{ "tokens:text": "tokenize text", "tokens:code": "tokenize code", from: start },
    }),
    pending("evaluate", evaluation, { model: `train ${arm} seed ${seed}`, ...documents }),
  ]);
  return {
    stages: [
      ...corpora,
      done("contamination", "contamination of the suites", documents),
      done("tokenizer", "tokenizer", documents),
      ...tokens,
      ...starts,
      ...armStages,
    ],
    packs: [
      {
        keys: armRuns.map(({ phases }) => phases[1] ?? ""),
        memoryBytes: 412_000_000,
        tokens: 200_000 * armRuns.length,
        flops: 2.5e12 * armRuns.length,
        seconds: 60 * armRuns.length,
      },
    ],
    armRuns,
    secondsLeft: 120 * armRuns.length,
    details: {
      comparison: {
        ...{ matched: "tokens", label: "Matched by tokens, competitive: 400k tokens in every arm.", unmeasured: [] },
        changes: [],
      },
      arms: arms.map((arm, place) => {
        const share = place / (armCount - 1) / 2;
        return {
          ...{ arm, tokens: 400_000, flops: 5e12, steps: 195, parameters: 1_200_000 },
          sources: [
            source("text", 1 - share, 1_000_000),
            ...(share === 0 ? [] : [source("code[quality > 0.6]", share, 40_000)]),
          ],
        };
      }),
      disk: { bytes: 86_400_000, temporaryBytes: 57_600_000, freeBytes: 62_000_000_000 },
      power: {
        ...{ metric: "bitsPerByte/code", difference: 0.01, deviation: 0.004, origin: "stated", alpha: 0.025 },
        ...{ wanted: 0.8, power: 0.12, seeds: 2, seedsNeeded: 5 },
      },
      warnings: [
        {
          ...{ kind: "repetition", arm: "code-100", source: "code[quality > 0.6]" },
          message: 'code-100 sees "code[quality > 0.6]" 5.00 times; more than 4 epochs bring little',
        },
        { kind: "seeds", message: "seeds are too few for a difference of 0.01 in bitsPerByte/code" },
        { kind: "contamination", message: "3 of 200 items of reasoning are in training documents of code" },
      ],
    },
  };
}

function source(name: string, share: number, there: number) {
  const tokens = 400_000 * share;
  const unique = { tokens: there, bytes: 4 * there, exact: true };
  return { source: name, tokens, share, unique, epochs: tokens / there };
}

/** What the host sends with that plan. */
export function examplePlanState(plan: PlanFacts): PlanState {
  return {
    ...{ name: "proportion", file: "studies/proportion.ablation.json", restore: "file:///proportion.ablation.json" },
    ...{ computing: false, doing: "", plan, warningLines: [12, 9, null], problems: [], canRun: true },
  };
}
