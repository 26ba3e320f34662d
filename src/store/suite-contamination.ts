import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { type SuiteContamination, suiteContaminationSchema } from "../analysis/suite-contamination.ts";
import type { Column } from "./parquet-writer.ts";
import { queryRows } from "./query.ts";

/** What the search says of an item; `short` and `byDesign` as in `SuiteContamination`. */
export type ItemState = "clean" | "touched" | "short" | "byDesign";

/** One row of the `items.parquet` of a `contamination` stage. */
export interface SearchedItem {
  readonly suite: string;
  readonly slice: string;
  readonly item: string;
  readonly state: ItemState;
  /** Of its words, the share that training documents have in runs; of what was looked for. */
  readonly share: number;
  /** What was looked for. */
  readonly text: string;
}

export const searchedItemColumns: readonly Column<SearchedItem>[] = [
  { name: "suite", type: "VARCHAR", of: ({ suite }) => suite },
  { name: "slice", type: "VARCHAR", of: ({ slice }) => slice },
  { name: "item", type: "VARCHAR", of: ({ item }) => item },
  { name: "state", type: "VARCHAR", of: ({ state }) => state },
  { name: "share", type: "DOUBLE", of: ({ share }) => share },
  { name: "text", type: "VARCHAR", of: ({ text }) => text },
];

/** What a finished `contamination` stage has found, from its folder; undefined where there is none that can be read. */
export async function readSuiteContamination(folder: string): Promise<SuiteContamination | undefined> {
  try {
    return suiteContaminationSchema.parse(JSON.parse(await readFile(join(folder, "summary.json"), "utf8")));
  } catch {
    return undefined;
  }
}

/** The items that a finished `contamination` stage calls touched, by suite. */
export async function readTouchedItems(folder: string): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const touched = new Map<string, Set<string>>();
  const sql = "SELECT suite, item FROM read_parquet($file) WHERE state = 'touched'";
  const row = z.object({ suite: z.string(), item: z.string() });
  for await (const { suite, item } of queryRows({ sql, values: { file: join(folder, "items.parquet") }, row }))
    touched.set(suite, (touched.get(suite) ?? new Set()).add(item));
  return touched;
}
