import { pipeline, Readable } from "node:stream";
import { createZstdDecompress } from "node:zlib";
import { z } from "zod";
import { FileProblem } from "./file-problem.ts";

const FRAME = 0xfd2fb528;
const SKIPPABLE_FRAME = 0x184d2a50;
const RUN_BLOCK = 1;
/** Bytes of the dictionary's id and of the content's size, by their codes in the frame's header (RFC 8878, section 3.1.1.1). */
const DICTIONARY_BYTES = [0, 1, 2, 4];
const SIZE_BYTES = [0, 2, 4, 8];

/**
 * Unpacks zstd. Tools write files of many frames; Node's unpacker ends after the first and takes one that is cut off for a whole
 * one, so frames are told apart here by their blocks (RFC 8878). Throws a `FileProblem` for a frame that is cut off.
 */
export async function* unpackedFrames(pieces: AsyncIterable<Buffer>, chunkSize: number): AsyncGenerator<Buffer> {
  const input = new ByteQueue(pieces);
  while (await input.has()) {
    const magic = (await input.take(4)).readUInt32LE();
    if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE_FRAME) {
      for (let left = (await input.take(4)).readUInt32LE(); left > 0;) {
        const skipped = Math.min(left, chunkSize);
        await input.take(skipped);
        left -= skipped;
      }
      continue;
    }
    if (magic !== FRAME) throw new FileProblem("it is no zstd file, or has something after its end");
    const unpacker = createZstdDecompress({ chunkSize });
    const output = pipeline(Readable.from(frame(input), { objectMode: true }), unpacker, () => undefined);
    for await (const bytes of output) yield z.instanceof(Buffer).parse(bytes);
  }
}

/** The bytes of a frame whose magic number has been read. */
async function* frame(input: ByteQueue): AsyncGenerator<Buffer> {
  const magic = Buffer.alloc(4);
  magic.writeUInt32LE(FRAME);
  const descriptor = await input.take(1);
  const flags = descriptor.readUInt8();
  const isSingleSegment = (flags & 0x20) !== 0;
  const sizeCode = flags >> 6;
  const sizeBytes = sizeCode === 0 && isSingleSegment ? 1 : (SIZE_BYTES[sizeCode] ?? 0);
  const rest = (isSingleSegment ? 0 : 1) + (DICTIONARY_BYTES[flags & 3] ?? 0) + sizeBytes;
  const checksumBytes = (flags & 4) === 0 ? 0 : 4;
  yield Buffer.concat([magic, descriptor, await input.take(rest)]);
  for (;;) {
    const header = await input.take(3);
    const bits = header.readUIntLE(0, 3);
    const isLast = (bits & 1) === 1;
    const size = ((bits >> 1) & 3) === RUN_BLOCK ? 1 : bits >> 3;
    yield Buffer.concat([header, await input.take(size + (isLast ? checksumBytes : 0))]);
    if (isLast) return;
  }
}

/** Takes pieces apart by count of bytes. */
class ByteQueue {
  private readonly pieces: AsyncIterator<Buffer>;
  private buffered: Buffer = Buffer.alloc(0);

  constructor(pieces: AsyncIterable<Buffer>) {
    this.pieces = pieces[Symbol.asyncIterator]();
  }

  async has(): Promise<boolean> {
    return this.buffered.length > 0 || (await this.fill(1));
  }

  async take(count: number): Promise<Buffer> {
    if (this.buffered.length < count && !(await this.fill(count)))
      throw new FileProblem("it is cut off: its last frame has no end");
    const taken = this.buffered.subarray(0, count);
    this.buffered = this.buffered.subarray(count);
    return taken;
  }

  private async fill(count: number): Promise<boolean> {
    const parts = [this.buffered];
    let length = this.buffered.length;
    while (length < count) {
      const next = await this.pieces.next();
      if (next.done === true) break;
      parts.push(next.value);
      length += next.value.length;
    }
    this.buffered = Buffer.concat(parts);
    return length >= count;
  }
}
