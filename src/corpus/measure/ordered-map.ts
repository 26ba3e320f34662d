/**
 * Applies an asynchronous function to the items of an iterable, `concurrency` of them at a time, and yields the results in the
 * order of the items. Ends with the first rejection.
 */
export async function* orderedMap<Item, Result>(
  items: AsyncIterable<Item>,
  concurrency: number,
  apply: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const pending: Promise<Result>[] = [];
  const start = (item: Item): void => {
    const result = apply(item);
    // A result further back may reject before its turn; it is awaited, and so told, when the turn comes.
    result.catch(() => undefined);
    pending.push(result);
  };
  for await (const item of items) {
    start(item);
    const first = pending.length >= concurrency ? pending.shift() : undefined;
    if (first !== undefined) yield await first;
  }
  for (const result of pending) yield await result;
}
