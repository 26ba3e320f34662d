const BITS = 11;
const BUCKETS = 1 << BITS;

/**
 * The order of records by their number at `column`, ascending; records with equal numbers keep their order. Radix sort, which takes a
 * few nanoseconds a record where a comparison function takes a microsecond.
 */
export function sortedOrder(records: Uint32Array, width: number, column: number): Uint32Array {
  const count = records.length / width;
  let order = new Uint32Array(count);
  let next = new Uint32Array(count);
  for (let index = 0; index < count; index += 1) order[index] = index;
  const starts = new Uint32Array(BUCKETS);
  for (let shift = 0; shift < 32; shift += BITS) {
    starts.fill(0);
    for (let index = 0; index < count; index += 1) {
      const digit = ((records[index * width + column] ?? 0) >>> shift) & (BUCKETS - 1);
      starts[digit] = (starts[digit] ?? 0) + 1;
    }
    let start = 0;
    for (let digit = 0; digit < BUCKETS; digit += 1) {
      const size = starts[digit] ?? 0;
      starts[digit] = start;
      start += size;
    }
    for (const record of order) {
      const digit = ((records[record * width + column] ?? 0) >>> shift) & (BUCKETS - 1);
      const place = starts[digit] ?? 0;
      starts[digit] = place + 1;
      next[place] = record;
    }
    [order, next] = [next, order];
  }
  return order;
}
