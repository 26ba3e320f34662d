import { snappyUncompress } from "hyparquet";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";

type Unpack = (packed: Uint8Array, bytes: number) => Uint8Array;

/** How pages are packed, by Parquet's names. The other two, LZO and LZ4, are rare. */
const PACKINGS: ReadonlyMap<string, Unpack> = new Map<string, Unpack>([
  ["UNCOMPRESSED", (packed) => packed],
  ["GZIP", (packed, maxOutputLength) => gunzipSync(packed, { maxOutputLength })],
  ["ZSTD", (packed, maxOutputLength) => zstdDecompressSync(packed, { maxOutputLength })],
  ["BROTLI", (packed, maxOutputLength) => brotliDecompressSync(packed, { maxOutputLength })],
  [
    "SNAPPY",
    (packed, bytes) => {
      const unpacked = new Uint8Array(bytes);
      snappyUncompress(packed, unpacked);
      return unpacked;
    },
  ],
]);

export function canUnpack(packing: string): boolean {
  return PACKINGS.has(packing);
}

/** A page's content, which has `bytes` bytes. Throws where it has not. */
export function unpackPage(packed: Uint8Array, packing: string, bytes: number): Uint8Array {
  // An empty page need not have been packed at all.
  if (bytes === 0) return new Uint8Array();
  const unpacked = PACKINGS.get(packing)?.(packed, bytes);
  if (unpacked?.length !== bytes) throw new Error(`a page is no ${packing} of ${String(bytes)} bytes`);
  return unpacked;
}
