import { z } from "zod";

/** Special tokens that stand between parts of a sequence, as StarCoder names them (Li et al. 2023; Lozhkov et al. 2024). */
export const sentinels = [
  "<fim_prefix>",
  "<fim_middle>",
  "<fim_suffix>",
  "<fim_pad>",
  "<repo_name>",
  "<file_sep>",
] as const;
export type Sentinel = (typeof sentinels)[number];

const share = z.number().min(0).max(1);

const fillInTheMiddleSchema = z
  .strictObject({
    rate: share.default(0.5).describe("Share of the documents that are rearranged."),
    suffixFirst: share
      .default(0.5)
      .describe("Share of these that are suffix-prefix-middle; the others are prefix-suffix-middle."),
    level: z
      .enum(["character", "syntax"])
      .default("character")
      .describe(
        "character: the middle is any span of characters (Bavarian et al. 2022). syntax: it is whole nodes of the syntax tree " +
          "(AST-FIM, Gong et al. 2025); any span where there is no grammar.",
      ),
    characterShare: share
      .optional()
      .describe("At level syntax, the share of these that are any span of characters all the same; 0.1 when left out."),
    nodeShare: share
      .optional()
      .describe(
        "At level syntax, of the others, the share whose middle is one node, drawn by its size; 0.5 when left out. The rest are nodes beside one another.",
      ),
    seed: z.int().min(0).default(1),
  })
  .describe("Trains the model to fill in a middle between a prefix and a suffix.");

/** How often a middle of level `syntax` is what. The defaults are those of AST-FIM. */
export function syntaxShares({ characterShare = 0.1, nodeShare = 0.5 }: FillInTheMiddle): {
  readonly characterShare: number;
  readonly nodeShare: number;
} {
  return { characterShare, nodeShare };
}

/** How the documents of a corpus become sequences of tokens. docs/tokens.md explains the fields. */
export const tokenOptionsSchema = z
  .strictObject({
    packing: z
      .enum(["document", "repository"])
      .default("document")
      .describe("repository: the documents of a repository are one sequence, each after those that it imports."),
    paths: z
      .enum(["comment", "sentinels"])
      .default("comment")
      .describe("How a document of a repository says its path: in a comment, or after <file_sep>."),
    fillInTheMiddle: fillInTheMiddleSchema.optional(),
  })
  .describe("How the documents of a corpus become sequences of tokens.");

export type TokenOptions = z.infer<typeof tokenOptionsSchema>;
export type FillInTheMiddle = z.infer<typeof fillInTheMiddleSchema>;

/** Whether the options ask for anything else than a document after the other, as it is. */
export function rearranges({ packing, fillInTheMiddle }: TokenOptions): boolean {
  return packing === "repository" || fillInTheMiddle !== undefined;
}

/** The special tokens that a tokenizer needs for these options, in the order of their ids. */
export function sentinelsOf(options: readonly TokenOptions[]): readonly Sentinel[] {
  return sentinels.filter((sentinel) =>
    sentinel.startsWith("<fim_")
      ? options.some(({ fillInTheMiddle }) => fillInTheMiddle !== undefined)
      : options.some(({ packing, paths }) => packing === "repository" && paths === "sentinels"),
  );
}
