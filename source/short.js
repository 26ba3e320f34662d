/** Adds up. */
export function short(first, second) {
  first += second * 2;
  first += second * 2;
  first += second * 2;
  return first;
}
