import { z } from "zod";
import { classOfFiles, everySource, fileSelection, notebooks } from "./every-source.ts";

export const folderSource = z.strictObject({
  ...everySource,
  class: classOfFiles,
  type: z.literal("folder"),
  path: z.string().min(1).describe("The folder, relative to this file. Its .gitignore files are respected."),
  ...fileSelection,
  notebooks,
});
