/** The tokens of a text in order: words, or the leaves of its syntax tree. Arrays are as long as there are tokens. */
export interface TokenSequence {
  /** 32-bit hash of what a token must have in common with its copy. */
  readonly hashes: Uint32Array;
  /** 32-bit hash of an identifier's name, which may differ in a copy if it differs everywhere alike; 0 for other tokens. */
  readonly names: Uint32Array;
  /** Where tokens lie in the text, in UTF-16 units. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** 2 for a word, 1 for a character of a script without spaces, 0 for a number: how much a token tells. */
  readonly weights: Uint8Array;
}

const FNV_BASIS = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** FNV-1a over UTF-16 units, 32 bits. */
export function hashText(text: string): number {
  let hash = FNV_BASIS;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), FNV_PRIME);
  return hash >>> 0;
}

/** Collects tokens, whose number is not known before. */
export class TokenCollector {
  private readonly hashes: number[] = [];
  private readonly names: number[] = [];
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];
  private readonly weights: number[] = [];

  add(hash: number, start: number, end: number, weight: number, name = 0): void {
    this.hashes.push(hash >>> 0);
    this.names.push(name >>> 0);
    this.starts.push(start);
    this.ends.push(end);
    this.weights.push(weight);
  }

  sequence(): TokenSequence {
    return {
      hashes: Uint32Array.from(this.hashes),
      names: Uint32Array.from(this.names),
      starts: Uint32Array.from(this.starts),
      ends: Uint32Array.from(this.ends),
      weights: Uint8Array.from(this.weights),
    };
  }
}
