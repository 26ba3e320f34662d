/** How much may be under way at the same time. */
export interface Window<Item> {
  readonly items: number;
  readonly bytes: number;
  /** What an item takes, with its result, until its turn has come. */
  sizeOf(item: Item): number;
}

/**
 * Applies an asynchronous function to the items of an iterable, as many at a time as the window has room for (one at least), and
 * yields the results in the order of the items. An item that takes long holds up results, but not the work on those within the
 * window. Ends with the first rejection.
 */
export async function* orderedMap<Item, Result>(
  items: AsyncIterable<Item>,
  window: Window<Item>,
  apply: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const pending: { readonly result: Promise<Result>; readonly bytes: number }[] = [];
  let bytes = 0;
  for await (const item of items) {
    const size = window.sizeOf(item);
    while (pending.length > 0 && (pending.length >= window.items || bytes + size > window.bytes)) {
      const first = pending.shift();
      if (first === undefined) break;
      yield await first.result;
      bytes -= first.bytes;
    }
    const result = apply(item);
    // A result further back may reject before its turn; it is awaited, and so told, when the turn comes.
    result.catch(() => undefined);
    pending.push({ result, bytes: size });
    bytes += size;
  }
  for (const { result } of pending) yield await result;
}
