import { readFile } from "node:fs/promises";

const endOfCentralDirectory = 0x06054b50;
const centralHeader = 0x02014b50;

/** Names of the files in a zip archive (a VSIX is one), from its central directory (PKWARE's APPNOTE, 4.3.12 and 4.3.16). */
export async function archiveContents(file: string): Promise<string[]> {
  const bytes = await readFile(file);
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || bytes.readUInt32LE(end) !== endOfCentralDirectory) throw new Error(`${file} is not a zip archive.`);
  const names: string[] = [];
  let position = bytes.readUInt32LE(end + 16);
  for (let entry = bytes.readUInt16LE(end + 10); entry > 0; entry--) {
    if (bytes.readUInt32LE(position) !== centralHeader) throw new Error(`${file} is damaged.`);
    const nameLength = bytes.readUInt16LE(position + 28);
    const rest = bytes.readUInt16LE(position + 30) + bytes.readUInt16LE(position + 32);
    names.push(bytes.toString("utf8", position + 46, position + 46 + nameLength));
    position += 46 + nameLength + rest;
  }
  return names;
}
