import { crc32c } from "./crc32c.ts";

const MASK_DELTA = 0xa282ead8;
const LENGTH_BYTES = 8;
const CHECKSUM_BYTES = 4;

/**
 * A record of TFRecord files: u64 length, u32 masked CRC-32C of these eight bytes, the data, u32 masked CRC-32C of the data; all
 * little-endian (TensorFlow's `core/lib/io/record_writer.h`).
 */
export function tfRecord(data: Uint8Array): Buffer {
  const record = Buffer.alloc(LENGTH_BYTES + CHECKSUM_BYTES + data.byteLength + CHECKSUM_BYTES);
  record.writeBigUInt64LE(BigInt(data.byteLength));
  record.writeUInt32LE(masked(crc32c(record.subarray(0, LENGTH_BYTES))), LENGTH_BYTES);
  record.set(data, LENGTH_BYTES + CHECKSUM_BYTES);
  record.writeUInt32LE(masked(crc32c(data)), record.byteLength - CHECKSUM_BYTES);
  return record;
}

/** A checksum that is stored beside what it is of is rotated by 15 bits and moved, so that checksums of checksums stay good. */
function masked(checksum: number): number {
  return (((checksum >>> 15) | (checksum << 17)) + MASK_DELTA) >>> 0;
}
