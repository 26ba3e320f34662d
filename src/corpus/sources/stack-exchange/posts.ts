import { SaxesParser } from "saxes";
import { FileProblem } from "../tables/file-problem.ts";
import { MOST_ROW_BYTES } from "../tables/table-row.ts";

/** A row of a dump's Posts.xml. */
export interface DumpPost {
  readonly id: number;
  readonly kind: "question" | "answer";
  /** Of an answer: its question. */
  readonly parent: number | undefined;
  readonly title: string;
  readonly score: number;
  readonly createdAt: string;
  readonly licence: string;
  /** HTML. */
  readonly body: string;
}

/**
 * Questions and answers of a dump's Posts.xml, as they come. Throws a `FileProblem` for what is no well-formed XML, for a document type
 * declaration (dumps have none; they can define entities that grow without end), and for a row that is too large for memory.
 */
export async function* dumpPosts(pieces: AsyncIterable<Buffer>): AsyncGenerator<DumpPost> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: false });
  const posts: DumpPost[] = [];
  let sinceRow = 0;
  const parser = new SaxesParser({ xmlns: false, position: true });
  parser.on("error", (error) => {
    throw new FileProblem(`it is no well-formed XML (${error.message})`);
  });
  parser.on("doctype", () => {
    throw new FileProblem("it has a document type declaration, which no dump has");
  });
  parser.on("opentag", ({ name, attributes }) => {
    sinceRow = 0;
    if (name === "row") posts.push(...readPost(attributes));
  });
  for await (const piece of pieces) {
    sinceRow += piece.length;
    if (sinceRow > MOST_ROW_BYTES) throw new FileProblem(`a row has more than ${String(MOST_ROW_BYTES)} bytes`);
    parser.write(decoder.decode(piece, { stream: true }));
    yield* posts.splice(0);
  }
  parser.write(decoder.decode()).close();
  yield* posts.splice(0);
}

const KINDS: Readonly<Record<string, DumpPost["kind"]>> = { 1: "question", 2: "answer" };

/** Other kinds (wikis, nominations) and rows without an id are none. */
function readPost(attributes: Readonly<Record<string, string>>): DumpPost[] {
  const {
    Id,
    PostTypeId = "",
    ParentId,
    Title = "",
    Score,
    CreationDate = "",
    ContentLicense = "",
    Body = "",
  } = attributes;
  const kind = KINDS[PostTypeId];
  const id = wholeNumber(Id);
  if (kind === undefined || id === undefined) return [];
  const licence = ContentLicense.trim().replaceAll(" ", "-");
  const parent = wholeNumber(ParentId);
  const [title, createdAt, body] = [Title, CreationDate, Body];
  return [{ id, kind, parent, title, score: wholeNumber(Score) ?? 0, createdAt, licence, body }];
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
}
