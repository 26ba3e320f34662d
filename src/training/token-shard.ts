import { type FileHandle, open, readFile, writeFile } from "node:fs/promises";
import { StageError } from "../stage/runner.ts";

/** `MMIDIDX\0\0`, the first bytes of a Megatron index. */
const MAGIC = Buffer.from("MMIDIDX\0\0", "latin1");
const VERSION = 1n;
const HEADER_BYTES = 34;
const BUFFER_BYTES = 1 << 20;
const LONGEST_SEQUENCE = 2 ** 30;

/** How a token id is stored, with Megatron's code of the type in the index. */
const ID_TYPES = {
  uint16: { code: 8, bytes: 2 },
  int32: { code: 4, bytes: 4 },
} as const;

export type TokenIdType = keyof typeof ID_TYPES;

/** The narrowest type that holds every id of a vocabulary. */
export function tokenIdType(vocabulary: number): TokenIdType {
  return vocabulary <= 65_536 ? "uint16" : "int32";
}

/**
 * Writes a token shard in Megatron's format: `PREFIX.bin` has the ids one after another, little-endian; `PREFIX.idx` is magic,
 * u64 version 1, u8 type code, u64 sequences, u64 document indices (documents + 1), then int32 length and int64 byte
 * offset of every sequence, and the int64 index of the first sequence of every document, closed by their count. Here each
 * document (or repository) is one sequence.
 */
export class TokenShardWriter {
  readonly #prefix: string;
  readonly #bin: FileHandle;
  readonly #type: TokenIdType;
  readonly #buffer = Buffer.alloc(BUFFER_BYTES);
  readonly #lengths: number[] = [];
  #buffered = 0;
  #tokens = 0;
  /** Tokens of the sequence that has not ended yet. */
  #open = 0;

  private constructor(prefix: string, bin: FileHandle, type: TokenIdType) {
    this.#prefix = prefix;
    this.#bin = bin;
    this.#type = type;
  }

  static async create(prefix: string, type: TokenIdType): Promise<TokenShardWriter> {
    return new TokenShardWriter(prefix, await open(`${prefix}.bin`, "w"), type);
  }

  get sequences(): number {
    return this.#lengths.length;
  }

  get tokens(): number {
    return this.#tokens;
  }

  /** Adds tokens to the sequence that `append` will end. */
  async extend(ids: readonly number[]): Promise<void> {
    for (const id of ids) {
      if (this.#buffered === BUFFER_BYTES) await this.#flush();
      this.#buffered =
        this.#type === "uint16"
          ? this.#buffer.writeUInt16LE(id, this.#buffered)
          : this.#buffer.writeInt32LE(id, this.#buffered);
    }
    this.#open += ids.length;
    this.#tokens += ids.length;
    // The index has lengths of 32 bits.
    if (this.#open > LONGEST_SEQUENCE) this.#endSequence();
  }

  /** Adds the last tokens of a sequence. */
  async append(ids: readonly number[]): Promise<void> {
    await this.extend(ids);
    this.#endSequence();
  }

  #endSequence(): void {
    this.#lengths.push(this.#open);
    this.#open = 0;
  }

  /** Writes the index. Without it the shard is not complete. */
  async finish(): Promise<void> {
    await this.#flush();
    await writeFile(`${this.#prefix}.idx`, tokenShardIndex(this.#lengths, this.#type));
  }

  /** Gives the file back, of a complete shard or another. */
  async close(): Promise<void> {
    await this.#bin.close();
  }

  async #flush(): Promise<void> {
    await this.#bin.writeFile(this.#buffer.subarray(0, this.#buffered));
    this.#buffered = 0;
  }
}

/** The index of sequences of these lengths: see `TokenShardWriter`. */
export function tokenShardIndex(lengths: readonly number[], type: TokenIdType): Buffer {
  const documents = lengths.length;
  const index = Buffer.alloc(HEADER_BYTES + documents * 12 + (documents + 1) * 8);
  let at = MAGIC.copy(index);
  at = index.writeBigUInt64LE(VERSION, at);
  at = index.writeUInt8(ID_TYPES[type].code, at);
  at = index.writeBigUInt64LE(BigInt(documents), at);
  at = index.writeBigUInt64LE(BigInt(documents + 1), at);
  for (const length of lengths) at = index.writeInt32LE(length, at);
  let offset = 0;
  for (const length of lengths) {
    at = index.writeBigInt64LE(BigInt(offset), at);
    offset += length * ID_TYPES[type].bytes;
  }
  for (let document = 0; document <= documents; document += 1) at = index.writeBigInt64LE(BigInt(document), at);
  return index;
}

/** A complete token shard, opened for reading. */
export interface TokenShard {
  readonly type: TokenIdType;
  /** Tokens of each sequence. */
  readonly lengths: readonly number[];
  /** Token ids of one sequence. */
  read(sequence: number): Promise<number[]>;
  close(): Promise<void>;
}

/** Opens `PREFIX.bin` and `PREFIX.idx`. Rejects with a `StageError` where they are not a token shard of ours. */
export async function openTokenShard(prefix: string): Promise<TokenShard> {
  const index = await readFile(`${prefix}.idx`);
  const isIndex = index.byteLength >= HEADER_BYTES && index.subarray(0, MAGIC.byteLength).equals(MAGIC);
  const type = isIndex ? typeOfCode(index.readUInt8(17)) : undefined;
  if (type === undefined || index.readBigUInt64LE(9) !== VERSION)
    throw new StageError(`${prefix}.idx is not the index of a token shard (Megatron, version 1).`);
  const sequences = Number(index.readBigUInt64LE(18));
  if (index.byteLength < HEADER_BYTES + sequences * 12) throw new StageError(`${prefix}.idx is cut off.`);

  const lengths = Array.from({ length: sequences }, (_, sequence) => index.readInt32LE(HEADER_BYTES + sequence * 4));
  const offsetsAt = HEADER_BYTES + sequences * 4;
  const bin = await open(`${prefix}.bin`);
  return {
    type,
    lengths,
    async read(sequence) {
      const length = lengths[sequence];
      if (length === undefined) throw new RangeError(`there is no sequence ${String(sequence)} in ${prefix}`);
      const buffer = Buffer.alloc(length * ID_TYPES[type].bytes);
      const offset = Number(index.readBigInt64LE(offsetsAt + sequence * 8));
      const { bytesRead } = await bin.read(buffer, 0, buffer.byteLength, offset);
      if (bytesRead < buffer.byteLength) throw new StageError(`${prefix}.bin is cut off.`);
      return Array.from({ length }, (_, at) =>
        type === "uint16" ? buffer.readUInt16LE(at * 2) : buffer.readInt32LE(at * 4),
      );
    },
    close: () => bin.close(),
  };
}

function typeOfCode(code: number): TokenIdType | undefined {
  if (code === ID_TYPES.uint16.code) return "uint16";
  return code === ID_TYPES.int32.code ? "int32" : undefined;
}
