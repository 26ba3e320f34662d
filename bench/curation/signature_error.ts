// The error of the similarity that two signatures estimate, beside that of as many independent permutations.
//
//   node bench/curation/signature_error.ts
import { estimatedJaccard, signShingles } from "../../src/corpus/dedup/signature.ts";

const PERMUTATIONS = 256;
const PAIRS = 400;

let state = 1;
/** mulberry32, as a whole number of 32 bits. */
function random(): number {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return (t ^ (t >>> 14)) >>> 0;
}

const sign = (hashes: Uint32Array): Uint32Array => signShingles({ count: hashes.length, hashes }, PERMUTATIONS);

console.log(
  "| shingles of both together | similarity | mean error | root of the mean squared error | of permutations |",
);
console.log("|---|---|---|---|---|");
for (const union of [10, 20, 50, 100, 200, 500, 1000, 5000]) {
  const common = Math.round(union * 0.7);
  const similarity = common / union;
  let [sum, squares] = [0, 0];
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const all = Uint32Array.from({ length: union }, random);
    const middle = common + ((union - common) >> 1);
    const other = Uint32Array.from([...all.subarray(0, common), ...all.subarray(middle)]);
    const error = estimatedJaccard(sign(all.subarray(0, middle)), sign(other)) - similarity;
    sum += error;
    squares += error * error;
  }
  const independent = Math.sqrt((similarity * (1 - similarity)) / PERMUTATIONS);
  const numbers = [
    similarity.toFixed(2),
    ...[sum / PAIRS, Math.sqrt(squares / PAIRS), independent].map((x) => x.toFixed(4)),
  ];
  console.log(`| ${[union, ...numbers].join(" | ")} |`);
}
