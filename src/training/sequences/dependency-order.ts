/**
 * The order in which each document comes after those that it depends on, as far as cycles allow: of what is left, the document that
 * waits for the fewest is taken, and of several the first (DeepSeek-Coder's minimum in-degree, Guo et al. 2024). Documents that
 * have nothing to do with one another are kept apart: a connected group ends before the next begins. `dependencies[n]` has the
 * documents that n depends on.
 */
export function dependencyOrder(dependencies: readonly (readonly number[])[]): number[] {
  const group = connectedGroups(dependencies);
  const needs = dependencies.map((list, index) => new Set(list.filter((other) => other !== index)));
  const dependents: number[][] = dependencies.map(() => []);
  for (const [index, list] of needs.entries()) for (const other of list) dependents[other]?.push(index);

  const members = Map.groupBy(dependencies.keys(), (index) => group[index] ?? index);
  const order: number[] = [];
  for (const indices of members.values()) order.push(...orderOfGroup(indices, needs, dependents));
  return order;
}

function orderOfGroup(
  indices: readonly number[],
  needs: readonly ReadonlySet<number>[],
  dependents: readonly (readonly number[])[],
): number[] {
  const waiting = new Map(indices.map((index) => [index, needs[index]?.size ?? 0]));
  /** By how many are waited for; entries that are out of date are passed over. */
  const queues: Heap[] = [];
  const queue = (index: number, count: number): void => {
    (queues[count] ??= new Heap()).push(index);
  };
  for (const [index, count] of waiting) queue(index, count);
  const order: number[] = [];
  let least = 0;
  while (waiting.size > 0) {
    const next = queues[least]?.pop();
    if (next === undefined) {
      least += 1;
      continue;
    }
    if (waiting.get(next) !== least) continue;
    waiting.delete(next);
    order.push(next);
    for (const dependent of dependents[next] ?? []) {
      const count = waiting.get(dependent);
      if (count === undefined) continue;
      waiting.set(dependent, count - 1);
      queue(dependent, count - 1);
      least = Math.min(least, count - 1);
    }
  }
  return order;
}

/** For each document the first one of those that it is connected with. */
function connectedGroups(dependencies: readonly (readonly number[])[]): number[] {
  const parent = Array.from(dependencies.keys());
  const rootOf = (index: number): number => {
    let root = index;
    for (let above = parent[root] ?? root; above !== root; above = parent[root] ?? root) {
      parent[root] = parent[above] ?? above;
      root = above;
    }
    return root;
  };
  for (const [index, list] of dependencies.entries()) {
    for (const other of list) {
      const [a, b] = [rootOf(index), rootOf(other)];
      parent[Math.max(a, b)] = Math.min(a, b);
    }
  }
  return parent.map((_, index) => rootOf(index));
}

/** The smallest number comes first. */
class Heap {
  readonly #numbers: number[] = [];

  push(number: number): void {
    const heap = this.#numbers;
    let at = heap.push(number) - 1;
    for (let above = (at - 1) >> 1; at > 0 && (heap[above] ?? 0) > number; above = (at - 1) >> 1) {
      heap[at] = heap[above] ?? 0;
      at = above;
    }
    heap[at] = number;
  }

  pop(): number | undefined {
    const heap = this.#numbers;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let at = 0;
    for (let child = 1; child < heap.length; child = 2 * at + 1) {
      if (child + 1 < heap.length && (heap[child + 1] ?? 0) < (heap[child] ?? 0)) child += 1;
      if ((heap[child] ?? 0) >= last) break;
      heap[at] = heap[child] ?? 0;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}
