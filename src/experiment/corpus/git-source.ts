import { z } from "zod";
import { classOfFiles, everySource, fileSelection, notebooks } from "./every-source.ts";
import { hasOnePlace, ONE_PLACE, repositories } from "./repositories.ts";

export const gitSource = z
  .strictObject({
    ...everySource,
    class: classOfFiles,
    type: z.literal("git"),
    ...repositories,
    history: z.boolean().default(false).describe("Also take earlier versions of the files."),
    ...fileSelection,
    notebooks,
  })
  .refine(hasOnePlace, ONE_PLACE);
