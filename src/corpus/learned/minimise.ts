/** A smooth function: its value at `point`; its gradient is written to `gradient`. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number;

const MEMORY = 10;
const MOST_STEPS = 500;

/**
 * The point where a smooth convex function is least, from 0, by L-BFGS with backtracking (Nocedal & Wright 2006, algorithm 7.5):
 * until the gradient is below `tolerance` in every place, or nothing is gained any more.
 */
export function minimise(objective: Objective, size: number, tolerance = 1e-6): Float64Array {
  let point = new Float64Array(size);
  let gradient = new Float64Array(size);
  let value = objective(point, gradient);
  const steps: { move: Float64Array; change: Float64Array; inverse: number }[] = [];
  for (let step = 0; step < MOST_STEPS && largest(gradient) > tolerance; step += 1) {
    const direction = descent(gradient, steps);
    const slope = dot(direction, gradient);
    const next = new Float64Array(size);
    const nextGradient = new Float64Array(size);
    let length = steps.length === 0 ? 1 / Math.max(1, Math.sqrt(dot(gradient, gradient))) : 1;
    let nextValue = Infinity;
    for (let halving = 0; halving < 50; halving += 1, length /= 2) {
      for (let place = 0; place < size; place += 1) next[place] = at(point, place) + length * at(direction, place);
      nextValue = objective(next, nextGradient);
      if (nextValue <= value + 1e-4 * length * slope) break;
    }
    if (!(nextValue < value)) break;
    const move = next.map((moved, place) => moved - at(point, place));
    const change = nextGradient.map((changed, place) => changed - at(gradient, place));
    const curvature = dot(move, change);
    if (curvature > 1e-12) steps.push({ move, change, inverse: 1 / curvature });
    if (steps.length > MEMORY) steps.shift();
    [point, gradient, value] = [next, nextGradient, nextValue];
  }
  return point;
}

/** The two loops of L-BFGS: −H·gradient. */
function descent(
  gradient: Float64Array,
  steps: readonly { readonly move: Float64Array; readonly change: Float64Array; readonly inverse: number }[],
): Float64Array {
  const direction = gradient.map((value) => -value);
  const shares: number[] = [];
  for (const { move, change, inverse } of steps.toReversed()) {
    const share = inverse * dot(move, direction);
    shares.push(share);
    add(direction, change, -share);
  }
  const last = steps.at(-1);
  if (last !== undefined) {
    const scale = 1 / (last.inverse * dot(last.change, last.change));
    for (let place = 0; place < direction.length; place += 1) direction[place] = scale * at(direction, place);
  }
  for (const { move, change, inverse } of steps) {
    add(direction, move, (shares.pop() ?? 0) - inverse * dot(change, direction));
  }
  return direction;
}

function at(vector: Float64Array, place: number): number {
  return vector[place] ?? 0;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let place = 0; place < a.length; place += 1) sum += at(a, place) * at(b, place);
  return sum;
}

function add(to: Float64Array, what: Float64Array, times: number): void {
  for (let place = 0; place < to.length; place += 1) to[place] = at(to, place) + times * at(what, place);
}

function largest(vector: Float64Array): number {
  let most = 0;
  for (const value of vector) most = Math.max(most, Math.abs(value));
  return most;
}
