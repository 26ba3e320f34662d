import { readFileSync } from "node:fs";
import { z } from "zod";

const files = z.record(z.string(), z.string());

/** What other programs write, as hex: write_reference.py made it once. */
export const reference = z
  .object({ tensorboard: z.string(), datatrove: files, megatron: files })
  .parse(JSON.parse(readFileSync(new URL("./reference.json", import.meta.url), "utf8")));
