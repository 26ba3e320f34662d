import { dirname, resolve } from "node:path";
import { FileEnding } from "../identifiers.ts";

/** The file of a corpus that an ablation file names: beside it, or where the relative path leads. */
export function corpusFileOf(ablationFile: string, corpus: string): string {
  return resolve(dirname(ablationFile), `${corpus}${FileEnding.corpus}`);
}
