/** Adds up. */
export function long(first, second) {
  first += second * 2;
  first += second * 2;
  first += second * 2;
  first += second * 2;
  first += second * 2;
  first += second * 2;
  first += second * 2;
  first += second * 2;
  first += second * 2;
  first += second * 2;
  first += second * 2;
  first += second * 2;
  first += second * 2;
  first += second * 2;
  first += second * 2;
  first += second * 2;
  first += second * 2;
  first += second * 2;
  first += second * 2;
  first += second * 2;
  first += second * 2;
  first += second * 2;
  first += second * 2;
  first += second * 2;
  first += second * 2;
  first += second * 2;
  first += second * 2;
  first += second * 2;
  first += second * 2;
  first += second * 2;
  return first;
}
