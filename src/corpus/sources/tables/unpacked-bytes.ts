import { createReadStream } from "node:fs";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { z } from "zod";
import { FileProblem } from "./file-problem.ts";
import type { Packing } from "./table-format.ts";
import { unpackedFrames } from "./zstd-frames.ts";

/** Text and code pack to a tenth, tables of numbers to a fiftieth; a file that unpacks to more is made to fill a disk. */
const MOST_UNPACKED_PER_BYTE = 400;
/** Below this, a file may pack as well as it likes. */
const ALWAYS_UNPACKED = 64 << 20;
const PIECE_BYTES = 1 << 18;

/**
 * The content of a file, unpacked, in pieces; `onRead` is told how many bytes of the file have been read so far. Throws a `FileProblem` for one that is
 * cut off or unpacks without end.
 */
export async function* unpackedBytes(
  location: Buffer,
  packing: Packing,
  signal: AbortSignal,
  onRead: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  let packed = 0;
  const file = async function* (): AsyncGenerator<Buffer> {
    for await (const piece of createReadStream(location, { highWaterMark: PIECE_BYTES })) {
      signal.throwIfAborted();
      const bytes = z.instanceof(Buffer).parse(piece);
      packed += bytes.length;
      onRead(packed);
      yield bytes;
    }
  };
  let unpacked = 0;
  try {
    for await (const bytes of unpack(file(), packing)) {
      signal.throwIfAborted();
      unpacked += bytes.length;
      if (packing !== "none" && unpacked > Math.max(ALWAYS_UNPACKED, MOST_UNPACKED_PER_BYTE * packed)) {
        throw new FileProblem(
          `it unpacks to more than ${String(MOST_UNPACKED_PER_BYTE)} times its size; if that is meant, unpack it by hand`,
        );
      }
      yield bytes;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof FileProblem ? error : new FileProblem(readingProblem(error, packing));
  }
}

async function* unpack(pieces: AsyncIterable<Buffer>, packing: Packing): AsyncGenerator<Buffer> {
  if (packing === "none") yield* pieces;
  else if (packing === "zstd") yield* unpackedFrames(pieces, PIECE_BYTES);
  else {
    const unpacker = createGunzip({ chunkSize: PIECE_BYTES });
    // Errors of either reach the loop through the last of the two.
    const output = pipeline(Readable.from(pieces, { objectMode: true }), unpacker, () => undefined);
    for await (const bytes of output) yield z.instanceof(Buffer).parse(bytes);
  }
}

function readingProblem(error: unknown, packing: Packing): string {
  const message = error instanceof Error ? error.message : String(error);
  return packing === "none" ? `it cannot be read (${message})` : `it is not a whole ${packing} file (${message})`;
}
