import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { z } from "zod";
import { decodeContent } from "../../src/corpus/measure/content.ts";

/** A text that is searched, with the first 16 digits of the SHA-256 of its UTF-8 as its name in judgements. */
export interface SearchedText {
  readonly path: string;
  readonly digest: string;
  readonly text: string;
}

/** As a corpus's default `maxFileBytes`. */
const LARGEST_BYTES = 1_000_000;

const rowSchema = z.object({ text: z.string() });

/** Every text beneath some folders, each content once: files, and the rows of `.jsonl.gz` with a column `text`. */
export function* searchedTexts(folders: readonly string[]): Generator<SearchedText> {
  const seen = new Set<string>();
  for (const folder of folders) {
    for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
      for (const { name, text } of textsOf(join(folder, path))) {
        const digest = createHash("sha256").update(text).digest("hex").slice(0, 16);
        if (seen.has(digest)) continue;
        seen.add(digest);
        yield { path: name, digest, text };
      }
    }
  }
}

function* textsOf(path: string): Generator<{ name: string; text: string }> {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile() !== true) return;
  if (path.endsWith(".jsonl.gz")) {
    const rows = gunzipSync(readFileSync(path)).toString("utf8").split("\n");
    for (const [index, row] of rows.entries())
      if (row !== "") yield { name: `${path}:${index + 1}`, text: rowSchema.parse(JSON.parse(row)).text };
  } else if (stats.size <= LARGEST_BYTES) {
    const { text } = decodeContent(readFileSync(path));
    if (text !== undefined) yield { name: path, text };
  }
}
