import type { Capture } from "./capture.ts";

const NAMES = ["identifier", "comment"] as const;

/**
 * Where the identifiers and comments of a program lie, in the order of its captures, as some 80 bytes for 1,000 characters: what
 * compares programs by their syntax needs no tree. For each, two numbers: its start's distance from the start before it, and
 * its length; the sign of the one and the kind of the other are their lowest bits; seven bits a byte, the lowest first.
 */
export function encodeLeafSpans(captures: readonly Capture[]): Uint8Array {
  const bytes: number[] = [];
  const write = (number: number): void => {
    let rest = number;
    for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
    bytes.push(rest);
  };
  let before = 0;
  for (const { name, start, end } of captures) {
    const kind = NAMES.findIndex((known) => known === name);
    if (kind === -1) continue;
    const distance = start - before;
    write(distance < 0 ? -2 * distance - 1 : 2 * distance);
    write(2 * (end - start) + kind);
    before = start;
  }
  return Uint8Array.from(bytes);
}

/** What `encodeLeafSpans` was given, without other captures. */
export function decodeLeafSpans(bytes: Uint8Array): Capture[] {
  const captures: Capture[] = [];
  let at = 0;
  const read = (): number => {
    let number = 0;
    for (let unit = 1; at < bytes.length; unit *= 128) {
      const byte = bytes[at] ?? 0;
      at += 1;
      number += (byte % 128) * unit;
      if (byte < 128) break;
    }
    return number;
  };
  let start = 0;
  while (at < bytes.length) {
    const signed = read();
    start += signed % 2 === 1 ? -(signed + 1) / 2 : signed / 2;
    const sized = read();
    captures.push({ name: NAMES[sized % 2 === 1 ? 1 : 0], start, end: start + Math.floor(sized / 2) });
  }
  return captures;
}
