/** How large a study is: its model and training, and the tokens that stand for those of the paper. */
export interface Scale {
  readonly name: ScaleName;
  readonly description: string;
  /** Tokens that stand for the 200 billion by which the paper's trainings are counted. */
  readonly unit: number;
  readonly unitReason: string;
  /** Presets of src/experiment/model-presets.ts; the larger one is the scale study's. */
  readonly model: string;
  readonly largerModel: string;
  readonly modelReason: string;
  readonly vocabulary: number;
  readonly vocabularyReason: string;
  readonly sampleBytes: number;
  /** Lines of "training", each with the reason for its number. */
  readonly training: readonly string[];
  readonly rate: number;
  readonly largerRate: number;
  readonly seeds: readonly number[];
  readonly seedsReason: string;
  readonly items: number;
  readonly bytesPerSlice: number;
  /** A machine of machines.ts that the scale is made for; undefined for the one at hand. */
  readonly machine: string | undefined;
}

export const scaleNames = ["toy", "laptop", "gpu", "paper"] as const;
export type ScaleName = (typeof scaleNames)[number];

/** The scales of the studies. Rates of gpu and paper are GPT-3's for the size (Brown et al. 2020, table 2.1). */
export const scales: Readonly<Record<ScaleName, Scale>> = {
  toy: {
    name: "toy",
    description: "minutes on a processor, to see how it works; too small to show what code does",
    unit: 400_000,
    unitReason:
      "400 thousand tokens stand for the paper's 200 billion: a fifth of what 20 tokens a parameter would be.",
    model: "toy",
    largerModel: "5m",
    modelReason: "0.8M parameters without embeddings, for the paper's 470M.",
    vocabulary: 2048,
    vocabularyReason: "small, so that the embedding is not most of the model",
    sampleBytes: 4_000_000,
    training: [`"sequencesPerStep": 16, // 2,048 tokens a step, for about 200 steps`],
    rate: 0.003,
    largerRate: 0.002,
    seeds: [1, 2],
    seedsReason: "The fewest that show noise at all.",
    items: 200,
    bytesPerSlice: 60_000,
    machine: undefined,
  },
  laptop: {
    name: "laptop",
    description: "hours to days on a processor; bits per byte tell mixtures apart",
    unit: 20_000_000,
    unitReason: "20 million tokens stand for the paper's 200 billion: 20 a parameter (Hoffmann et al. 2022).",
    model: "1m",
    largerModel: "5m",
    modelReason: "1.0M parameters without embeddings, as the proxies of RegMix, for the paper's 470M.",
    vocabulary: 4096,
    vocabularyReason: "small, so that the embedding is not most of the model",
    sampleBytes: 20_000_000,
    training: [`"sequencesPerStep": 16, // 4,096 tokens a step, for about 4,900 steps`],
    rate: 0.003,
    largerRate: 0.002,
    seeds: [1, 2, 3],
    seedsReason: "Three give the noise floor; more are needed for small effects.",
    items: 400,
    bytesPerSlice: 200_000,
    machine: undefined,
  },
  gpu: {
    name: "gpu",
    description: "hours to days on one GPU; the first scale at which questions are answered above chance",
    unit: 2_000_000_000,
    unitReason: "2 billion tokens stand for the paper's 200 billion: about 20 a parameter (Hoffmann et al. 2022).",
    model: "85m",
    largerModel: "300m",
    modelReason: "85M parameters without embeddings, as wide and deep as GPT-2 small, for the paper's 470M.",
    vocabulary: 32_768,
    vocabularyReason: "fits two bytes a token",
    sampleBytes: 200_000_000,
    training: [
      `"sequencesPerStep": 256, // 262,144 tokens a step, for about 7,600 steps`,
      `"sequencesPerPart": 16, // what is computed at a time, to bound memory`,
      `"warmupShare": 0.028, // the paper's share: 1,325 steps of 47,684`,
      `"precision": "bfloat16",`,
    ],
    rate: 0.0006,
    largerRate: 0.0003,
    seeds: [1, 2, 3],
    seedsReason: "Three give the noise floor; more are needed for small effects.",
    items: 1000,
    bytesPerSlice: 1_000_000,
    machine: "h100",
  },
  paper: {
    name: "paper",
    description: "the paper's own size, for a cluster",
    unit: 200_000_000_000,
    unitReason: "The paper counts its trainings by 200 billion tokens.",
    model: "470m",
    largerModel: "2.8b",
    modelReason: "The paper's 470M: its size and its parallel block; width and depth are our choice.",
    vocabulary: 256_000,
    vocabularyReason: "the paper's",
    sampleBytes: 2_000_000_000,
    training: [
      `"sequencesPerStep": 512, // the paper's, of 8,192 tokens each: 47,684 steps for 200 billion`,
      `"sequencesPerPart": 1, // what is computed at a time, to bound memory`,
      `"warmupShare": 0.0278, // the paper's 1,325 steps`,
      `"precision": "bfloat16",`,
    ],
    rate: 0.0003,
    largerRate: 0.00016,
    seeds: [1],
    seedsReason:
      "The paper trains each model once. One seed has no noise floor: differences cannot be told from chance.",
    items: 1000,
    bytesPerSlice: 1_000_000,
    machine: "64xh100",
  },
};
