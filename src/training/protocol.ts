import { z } from "zod";

/**
 * The protocol of the native trainer, on this side of it: configurations that we write, events that we read.
 * `trainer/protocol/schema.json` is generated from these schemas (`scripts/write-trainer-schema.ts`); the other side is
 * `trainer/source/protocol/`.
 */

const count = z.int().min(0);
const positiveCount = z.int().min(1);
const positive = z.number().positive();
const text = z.string().min(1);
const finiteOrNull = z.number().nullable().describe("null where the number is not finite");

export const modelShapeSchema = z
  .strictObject({
    architecture: z.enum(["llama", "cohere"]),
    vocabulary: z.int().min(2),
    hidden: positiveCount,
    layers: positiveCount,
    heads: positiveCount,
    keyValueHeads: positiveCount,
    feedForward: positiveCount,
    context: positiveCount.describe("tokens that the model sees at once"),
    ropeTheta: positive,
    normEpsilon: positive,
    tiedEmbeddings: z.boolean(),
    logitScale: positive.optional().describe("factor on the logits; 1 where it is left out, and in a llama"),
  })
  .describe("the shape of a model; models of equal shape can be packed");

export const optimiserSchema = z
  .strictObject({
    beta1: z.number().min(0).lt(1),
    beta2: z.number().min(0).lt(1),
    epsilon: positive,
    weightDecay: z.number().min(0),
    clip: z.number().min(0).describe("bound of an arm's gradient norm; 0: none"),
    decayEmbeddings: z.boolean().optional().describe("whether the embedding and the head decay too; absent: they do"),
    muon: z
      .strictObject({ momentum: z.number().min(0).lt(1) })
      .optional()
      .describe("Muon in place of AdamW for the matrices of the layers"),
  })
  .describe("AdamW with decoupled decay, which norms never have; or Muon and AdamW");

export const scheduleSchema = z
  .strictObject({
    shape: z.enum(["constant", "linear", "cosine", "wsd"]),
    peak: positive,
    final: z.number().min(0).describe("learning rate of the last step"),
    warmupSteps: count,
    decay: z
      .strictObject({ steps: count, shape: z.enum(["linear", "squareRoot"]) })
      .optional()
      .describe("with wsd, and with it alone: the last steps, over which the rate falls to the final one"),
  })
  .describe("learning rate: linear warm-up to the peak, then the shape down to the final rate");

const sourceSchema = z.strictObject({
  name: text,
  shard: text.describe("path without extension of a Megatron shard"),
  weight: z.number().min(0).max(1).describe("share of the sequences; the weights of an arm sum to 1"),
});

const armSchema = z.strictObject({
  name: text,
  folder: text.describe("where checkpoints and the model are written"),
  seed: count.describe("of the order of the data, and of the parameters"),
  initialisationSeed: count.optional().describe("of the parameters, in place of the seed"),
  sources: z.array(sourceSchema).min(1),
  initial: z
    .strictObject({ model: text, optimiser: text.optional() })
    .optional()
    .describe("a model folder to start from, and the optimiser's state to carry on"),
  schedule: scheduleSchema.optional().describe("in place of the configuration's"),
  clip: z.number().min(0).optional().describe("in place of the optimiser's"),
});

const placeFields = {
  device: text.describe('"cpu"'),
  threads: z.int().min(1),
};

export const precisionSchema = z
  .enum(["float32", "bfloat16"])
  .describe("what the operands of matrix products are rounded to; absent: float32");

export const trainConfigurationSchema = z.strictObject({
  ...placeFields,
  precision: precisionSchema.optional(),
  model: modelShapeSchema,
  optimiser: optimiserSchema,
  schedule: scheduleSchema,
  steps: positiveCount,
  sequencesPerStep: positiveCount.describe("of each arm"),
  sequencesPerPart: positiveCount
    .optional()
    .describe("of each arm, whose activations exist at a time; absent: the trainer chooses"),
  zLoss: z.number().min(0).optional().describe("coefficient of log²Z in the loss that is differentiated; absent: 0"),
  documentMasking: z.boolean().optional().describe("whether tokens attend within their document only; absent: no"),
  logEvery: positiveCount.describe("steps between step events"),
  checkpointEvery: positiveCount.describe("steps between checkpoints"),
  dataParallel: positiveCount
    .optional()
    .describe("ranks that train an arm together; chosen from the number of ranks and arms where it is left out"),
  tokenBytes: text.describe("a JSON list with the bytes of each token id"),
  endOfText: count.describe("token id that ends a document"),
  arms: z.array(armSchema).min(1),
});

export const scoreConfigurationSchema = z.strictObject({
  ...placeFields,
  precision: precisionSchema.optional(),
  models: z.array(text).min(1).describe("model folders of one shape"),
  requests: text.describe("JSON lines to be scored"),
  results: text.describe("where the results are written, one line per request in order"),
  endOfText: count.describe("token id that stands for an empty context"),
});

export const samplingSchema = z
  .strictObject({
    temperature: positive.describe("divides the logits"),
    topK: positiveCount.optional().describe("keep this many of the likeliest tokens"),
    topP: z
      .number()
      .positive()
      .max(1)
      .optional()
      .describe("keep the likeliest tokens that have this probability together"),
    seed: count,
  })
  .describe("a token is drawn from what topK, then topP keep; a function of seed, request and position alone");

export const generateConfigurationSchema = z.strictObject({
  ...placeFields,
  precision: precisionSchema.optional(),
  models: z.array(text).min(1).describe("model folders"),
  requests: text.describe("JSON lines to be continued"),
  results: text.describe("where the results are written, one line per request in order"),
  endOfText: count.describe("token id that stands for an empty prompt, and ends a completion"),
  tokenStrings: text
    .optional()
    .describe("a JSON list with the bytes of each token id in base64; needed for stop texts"),
  sampling: samplingSchema.optional().describe("left out: the likeliest token (greedy)"),
});

const tokenIds = z.array(count);

export const scoreRequestSchema = z.strictObject({ context: tokenIds, continuation: tokenIds.min(1) });

export const scoreResultSchema = z.strictObject({
  logLikelihoods: z.array(finiteOrNull).describe("nats per model"),
  greedy: z.array(z.boolean()).describe("per model: whether greedy decoding gives the continuation"),
  tokens: positiveCount.describe("of the continuation"),
});

export const generateRequestSchema = z.strictObject({
  prompt: tokenIds,
  maxTokens: positiveCount,
  stop: z.array(text).optional().describe("texts that end a completion where one of them comes up in it"),
});

export const completionSchema = z.strictObject({
  tokens: tokenIds.describe("without end-of-text, and without those that begin in a stop text or after it"),
  text: z.base64().optional().describe("the completion's bytes, up to a stop text; with tokenStrings only"),
  stopped: z
    .enum(["stop", "endOfText", "length", "notFinite"])
    .describe("why it ends; notFinite: the model gave numbers that are not finite"),
});

export const generateResultSchema = z.strictObject({ completions: z.array(completionSchema).describe("per model") });

const errorEventSchema = z.strictObject({
  event: z.literal("error"),
  code: z.enum(["configuration", "data", "model", "storage", "device", "memory", "ranks", "internal"]),
  message: z.string(),
});

const trainStartSchema = z.strictObject({
  event: z.literal("start"),
  parameters: positiveCount.describe("of one arm"),
  arms: positiveCount,
  step: count.describe("steps already done"),
  resumed: z.boolean(),
});

const stepSchema = z.strictObject({
  event: z.literal("step"),
  step: count,
  tokens: count.describe("target tokens that each arm has been trained on"),
  arms: z.array(
    z.strictObject({
      loss: finiteOrNull.describe("mean nats per token since the last step event"),
      gradientNorm: finiteOrNull.describe("before clipping"),
      rate: z.number(),
      epochs: z
        .array(z.number().min(0))
        .describe("how often the arm has seen each source, in the configuration's order"),
    }),
  ),
  tokensPerSecond: finiteOrNull.describe("of all arms together"),
});

const checkpointSchema = z.strictObject({ event: z.literal("checkpoint"), step: count });

const armFailedSchema = z.strictObject({
  event: z.literal("arm_failed"),
  arm: count.describe("position in the configuration"),
  name: z.string(),
  step: count,
  message: z.string(),
});

const trainDoneSchema = z.strictObject({
  event: z.literal("done"),
  step: count,
  seconds: z.number(),
  peakMemoryBytes: count,
  arms: z.array(
    z.strictObject({
      name: z.string(),
      failed: z.boolean(),
      sources: z.array(
        z.strictObject({
          name: z.string(),
          sequences: count,
          tokens: count,
          bytes: count,
          epochs: z.number().min(0).describe("how often the arm has seen the source"),
        }),
      ),
    }),
  ),
});

export const trainEventSchema = z.discriminatedUnion("event", [
  trainStartSchema,
  stepSchema,
  checkpointSchema,
  armFailedSchema,
  trainDoneSchema,
  errorEventSchema,
]);

export const measuredTimesSchema = z
  .strictObject({
    startSeconds: z.number().min(0).describe("until all arms are initialised"),
    stepSeconds: z.number().min(0).describe("a step of all arms"),
    checkpointSeconds: z.number().min(0).describe("a checkpoint of all arms"),
  })
  .describe("of the whole pack");

/** What `plan` says of a `train` configuration. */
const planSchema = z.strictObject({
  event: z.literal("plan"),
  parameters: positiveCount.describe("of one arm"),
  availableMemoryBytes: count.describe("that the device can give now"),
  memoryBytes: z.array(count).describe("most memory that is resident, for packs of the first 1, 2, … arms"),
  measured: measuredTimesSchema.optional().describe("with --measure"),
});

export const planEventSchema = z.discriminatedUnion("event", [planSchema, errorEventSchema]);

export const scoreEventSchema = z.discriminatedUnion("event", [
  z.strictObject({ event: z.literal("start"), models: positiveCount, requests: count }),
  z.strictObject({ event: z.literal("progress"), done: count, total: count }),
  z.strictObject({ event: z.literal("done"), requests: count, seconds: z.number(), peakMemoryBytes: count }),
  errorEventSchema,
]);

export const generateEventSchema = z.discriminatedUnion("event", [
  z.strictObject({ event: z.literal("start"), models: positiveCount, requests: count }),
  z.strictObject({ event: z.literal("progress"), done: count, total: count }),
  z.strictObject({
    event: z.literal("done"),
    requests: count,
    tokens: count.describe("that were generated, of all models together"),
    seconds: z.number(),
    peakMemoryBytes: count,
  }),
  errorEventSchema,
]);

export const devicesEventSchema = z.discriminatedUnion("event", [
  z.strictObject({
    event: z.literal("devices"),
    devices: z.array(
      z.strictObject({
        name: z.string(),
        kind: z.string(),
        memoryBytes: count,
        threads: positiveCount,
        instructions: z.array(z.string()),
      }),
    ),
  }),
  errorEventSchema,
]);

export type Schedule = z.infer<typeof scheduleSchema>;
export type TrainConfiguration = z.infer<typeof trainConfigurationSchema>;
export type ArmConfiguration = TrainConfiguration["arms"][number];
export type ScoreConfiguration = z.infer<typeof scoreConfigurationSchema>;
export type ScoreRequest = z.infer<typeof scoreRequestSchema>;
export type Precision = z.infer<typeof precisionSchema>;
export type GenerateConfiguration = z.infer<typeof generateConfigurationSchema>;
export type GenerateRequest = z.infer<typeof generateRequestSchema>;
export type Sampling = z.infer<typeof samplingSchema>;
export type MeasuredTimes = z.infer<typeof measuredTimesSchema>;
export type PlanEvent = z.infer<typeof planSchema>;
export type TrainEvent = z.infer<typeof trainEventSchema>;

/** The whole protocol as one JSON Schema: a definition for each configuration, line and event of each command. */
export function protocolJsonSchema(): object {
  const parts = {
    trainConfiguration: trainConfigurationSchema,
    trainEvent: trainEventSchema,
    planEvent: planEventSchema,
    scoreConfiguration: scoreConfigurationSchema,
    scoreRequest: scoreRequestSchema,
    scoreResult: scoreResultSchema,
    scoreEvent: scoreEventSchema,
    generateConfiguration: generateConfigurationSchema,
    generateRequest: generateRequestSchema,
    generateResult: generateResultSchema,
    generateEvent: generateEventSchema,
    devicesEvent: devicesEventSchema,
  };
  const definitions = Object.entries(parts).map(([name, schema]) => {
    const { $schema: _dialect, ...definition } = z.toJSONSchema(schema, { target: "draft-2020-12" });
    return [name, definition];
  });
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Protocol of ablate-trainer",
    $defs: Object.fromEntries(definitions) as object,
  };
}
