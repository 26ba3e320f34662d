/** Sets of the numbers from 0 to `count` − 1 that have no member in common: union-find (Tarjan 1975). Each is alone at first. */
export class DisjointSets {
  private readonly parents: Int32Array;

  constructor(count: number) {
    this.parents = Int32Array.from({ length: count }, (_, index) => index);
  }

  /** The number that stands for the set of a number: its least member. */
  find(number: number): number {
    let root = number;
    for (let parent = this.parents[root]; parent !== undefined && parent !== root; parent = this.parents[root]) {
      // Path halving: the next search is shorter.
      this.parents[root] = this.parents[parent] ?? parent;
      root = parent;
    }
    return root;
  }

  /** Makes the sets of two numbers one. */
  unite(first: number, second: number): void {
    const [a, b] = [this.find(first), this.find(second)];
    if (a !== b) this.parents[Math.max(a, b)] = Math.min(a, b);
  }
}
