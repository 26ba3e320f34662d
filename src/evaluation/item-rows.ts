import type { ItemRow } from "../store/items.ts";
import type { Item } from "./item.ts";

/**
 * What a model scored on an item. `logLikelihoods` are nats, of each choice of a question, or of the text alone.
 *
 * A question is answered by the choice of the largest log-likelihood (`acc` of lm-evaluation-harness; the first one of equals);
 * its `nats` and `bytes` are those of the right choice. `bytes` and `choiceBytes` count what is scored: the choice, or the
 * ending that follows it, which a prompt shows after "_". A text's `nats` are those of all its tokens.
 */
export function itemRow(item: Item, logLikelihoods: readonly number[]): ItemRow {
  const { suite, slice, item: id, cluster } = item;
  if (item.kind === "text") {
    const question = {
      prompt: null,
      choices: null,
      choiceBytes: null,
      gold: null,
      logLikelihoods: null,
      correct: null,
    };
    const nats = -(logLikelihoods[0] ?? Number.NaN);
    return { suite, slice, item: id, cluster, ...question, nats, bytes: Buffer.byteLength(item.text) };
  }
  const { gold, ending } = item;
  const prompt = ending === null ? item.prompt : `${item.prompt}_${ending}`;
  const choiceBytes = item.choices.map((choice) => Buffer.byteLength(ending ?? choice));
  return {
    suite,
    slice,
    item: id,
    cluster,
    prompt,
    choices: [...item.choices],
    choiceBytes,
    gold,
    logLikelihoods: [...logLikelihoods],
    nats: -(logLikelihoods[gold] ?? Number.NaN),
    bytes: choiceBytes[gold] ?? 0,
    correct: logLikelihoods.indexOf(Math.max(...logLikelihoods)) === gold,
  };
}

/** A suite's slice in `summary.json`: how many items, and BPB (bits per byte) or accuracy (share of right answers). */
export interface SliceSummary {
  readonly suite: string;
  readonly slice: string;
  readonly items: number;
  readonly value: number;
}

/** Sums up rows by suite and slice, in the order of their first rows. BPB = Σ nats / (ln 2 · Σ bytes). */
export function summariseRows(rows: readonly ItemRow[]): SliceSummary[] {
  const groups = new Map<string, ItemRow[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.suite, row.slice]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups.values()].map((group) => {
    const [{ suite, slice } = { suite: "", slice: "" }] = group;
    const sum = (value: (row: ItemRow) => number): number => group.reduce((total, row) => total + value(row), 0);
    const value =
      suite === "bitsPerByte"
        ? sum(({ nats }) => nats) / (Math.LN2 * sum(({ bytes }) => bytes))
        : sum(({ correct }) => Number(correct)) / group.length;
    return { suite, slice, items: group.length, value };
  });
}
