import { parseGloss } from "./gloss.ts";
import type { PartOfSpeech, Pointer, Synset } from "./synset.ts";

/** Lexicographer files by number, from lexnames(5WN). */
const LEXICOGRAPHER_FILES = [
  ..."adj.all adj.pert adv.all noun.Tops noun.act noun.animal noun.artifact noun.attribute noun.body".split(" "),
  ..."noun.cognition noun.communication noun.event noun.feeling noun.food noun.group noun.location".split(" "),
  ..."noun.motive noun.object noun.person noun.phenomenon noun.plant noun.possession noun.process".split(" "),
  ..."noun.quantity noun.relation noun.shape noun.state noun.substance noun.time verb.body verb.change".split(" "),
  ..."verb.cognition verb.communication verb.competition verb.consumption verb.contact verb.creation".split(" "),
  ..."verb.emotion verb.motion verb.perception verb.possession verb.social verb.stative verb.weather".split(" "),
  "adj.ppl",
];

const PARTS_OF_SPEECH: Readonly<Record<string, PartOfSpeech>> = {
  n: "noun",
  v: "verb",
  a: "adjective",
  s: "adjective",
  r: "adverb",
};

/**
 * One line of a WordNet data file: `offset lexFile type wordCount(hex) (word lexId)… pointerCount (symbol offset type
 * sourceTarget)… [frames] | gloss`, see wndb(5WN). Undefined where the line is not of that form.
 */
export function parseSynset(line: string): Synset | undefined {
  const bar = line.indexOf("| ");
  if (bar === -1) return undefined;
  const fields = line.slice(0, bar).split(" ");
  const [offset = "", fileNumber = "", type = "", wordCountHex = ""] = fields;
  const partOfSpeech = PARTS_OF_SPEECH[type];
  const lexicographerFile = LEXICOGRAPHER_FILES[Number(fileNumber)];
  const wordCount = Number.parseInt(wordCountHex, 16);
  if (!/^\d{8}$/.test(offset) || partOfSpeech === undefined || lexicographerFile === undefined) return undefined;

  const pointersAt = 4 + 2 * wordCount;
  const pointerCount = Number.parseInt(fields[pointersAt] ?? "", 10);
  const words: string[] = [];
  for (let at = 4; at < pointersAt; at += 2) words.push(plainWord(fields[at] ?? ""));
  if (words.length === 0 || words.includes("") || Number.isNaN(pointerCount)) return undefined;

  const pointers: Pointer[] = [];
  for (let at = pointersAt + 1; at < pointersAt + 1 + 4 * pointerCount; at += 4) {
    const pointer = parsePointer(fields.slice(at, at + 4));
    if (pointer === undefined) return undefined;
    pointers.push(pointer);
  }
  const id = synsetId(offset, type);
  return { id, partOfSpeech, lexicographerFile, words, ...parseGloss(line.slice(bar + 2)), pointers };
}

function synsetId(offset: string, type: string): string {
  return `${offset}-${type === "s" ? "a" : type}`;
}

/** Adjectives can carry their position: `galore(ip)`. */
function plainWord(field: string): string {
  return field.replace(/\((?:a|p|ip)\)$/, "").replaceAll("_", " ");
}

function parsePointer(fields: readonly string[]): Pointer | undefined {
  const [symbol, offset, type, sourceTarget] = fields;
  if (symbol === undefined || offset === undefined || type === undefined) return undefined;
  if (sourceTarget === undefined || !/^[\da-f]{4}$/i.test(sourceTarget)) return undefined;
  const word = (hex: string): number | null => (hex === "00" ? null : Number.parseInt(hex, 16) - 1);
  return {
    symbol,
    target: synsetId(offset, type),
    sourceWord: word(sourceTarget.slice(0, 2)),
    targetWord: word(sourceTarget.slice(2)),
  };
}
