import { z } from "zod";
import { SENTINELS } from "../../experiment/sentinels.ts";
import { linguistName } from "../language/detect-language.ts";

const lines = z.union([z.string(), z.array(z.string()).transform((parts) => parts.join(""))]);

const output = z.looseObject({
  text: lines.optional().catch(undefined),
  data: z
    .looseObject({ "text/plain": lines.optional().catch(undefined) })
    .optional()
    .catch(undefined),
  ename: z.string().optional().catch(undefined),
  evalue: z.string().optional().catch(undefined),
});

const cell = z.looseObject({
  cell_type: z.string(),
  source: lines.optional(),
  // Of code cells until version 3.
  input: lines.optional().catch(undefined),
  outputs: z.array(output).catch([]).default([]),
});

const named = z.looseObject({
  name: z.string().optional().catch(undefined),
  language: z.string().optional().catch(undefined),
});

/** Jupyter's format of notebooks, versions 2 to 4 (nbformat.readthedocs.io), as far as it is used here. */
const notebookFile = z.looseObject({
  cells: z.array(cell).optional(),
  worksheets: z.array(z.looseObject({ cells: z.array(cell).default([]) })).optional(),
  metadata: z
    .looseObject({ language_info: named.optional().catch(undefined), kernelspec: named.optional().catch(undefined) })
    .optional()
    .catch(undefined),
});

export interface NotebookCell {
  readonly kind: "text" | "code";
  readonly source: string;
  /** What the code printed and returned, as plain text; empty for text. */
  readonly output: string;
}

export interface Notebook {
  /** Of its kernel, as Linguist names it. */
  readonly language: string;
  readonly cells: readonly NotebookCell[];
}

/** Reads a notebook. Throws an `Error` that says what it is not. Raw and empty cells, pictures and other media are left out. */
export function parseNotebook(text: string): Notebook {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error("it is no notebook: it is not JSON");
  }
  const parsed = notebookFile.safeParse(value);
  const cells = parsed.data?.cells ?? parsed.data?.worksheets?.flatMap((sheet) => sheet.cells);
  if (cells === undefined) throw new Error("it is no notebook of version 2 to 4: it has no cells that can be read");
  const { language_info: info, kernelspec } = parsed.data?.metadata ?? {};
  const language = [info?.name, kernelspec?.language]
    .map((name) => linguistName(name ?? ""))
    .find((name) => name !== undefined);
  return { language: language ?? "Python", cells: cells.flatMap(readCell) };
}

function readCell({ cell_type: type, source, input, outputs }: z.infer<typeof cell>): NotebookCell[] {
  const text = (source ?? input ?? "").trimEnd();
  if (text.trim() === "") return [];
  if (type === "code") return [{ kind: "code", source: text, output: outputs.map(outputText).join("").trimEnd() }];
  if (type === "markdown" || type === "heading") return [{ kind: "text", source: text, output: "" }];
  return [];
}

const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, "g");

function outputText({ text, data, ename, evalue }: z.infer<typeof output>): string {
  const plain = text ?? data?.["text/plain"] ?? (ename === undefined ? "" : `${ename}: ${evalue ?? ""}`);
  return plain === "" || plain.endsWith("\n") ? plain.replace(COLOURS, "") : `${plain.replace(COLOURS, "")}\n`;
}

/**
 * A notebook as StarCoder has it (arXiv:2305.06161, section 3.3): text, code and output after a mark each, adjacent cells of one
 * kind as one, and a mark of its own where code has no output.
 */
export function structuredNotebook({ cells }: Notebook): string {
  const parts = merged(cells).map(({ kind, source, output: printed }) =>
    kind === "text"
      ? `${SENTINELS.jupyterText}${source}`
      : `${SENTINELS.jupyterCode}${source}${SENTINELS.jupyterOutput}${printed === "" ? SENTINELS.emptyOutput : printed}`,
  );
  return `${SENTINELS.jupyterStart}${parts.join("")}`;
}

function merged(cells: readonly NotebookCell[]): readonly NotebookCell[] {
  const groups: NotebookCell[] = [];
  for (const next of cells) {
    const last = groups.at(-1);
    if (last?.kind !== next.kind) groups.push(next);
    else {
      const printed = [last.output, next.output].filter((text) => text !== "").join("\n");
      groups[groups.length - 1] = { kind: last.kind, source: `${last.source}\n${next.source}`, output: printed };
    }
  }
  return groups;
}

const SLASHES = [
  "JavaScript",
  "TypeScript",
  "Java",
  "Kotlin",
  "Scala",
  "C",
  "C++",
  "C#",
  "F#",
  "Rust",
  "Go",
  "Groovy",
  "Swift",
  "PHP",
];
const DASHES = ["SQL", "Haskell", "Lua"];

/**
 * A notebook as a script, in Jupytext's percent format: cells begin with `# %%`, text is commented out, and so are the commands of IPython
 * (`%matplotlib`, `!pip`), which are not of the language. Outputs are left out.
 */
export function notebookScript({ language, cells }: Notebook): string {
  const comment = SLASHES.includes(language) ? "//" : DASHES.includes(language) ? "--" : "#";
  const commented = (line: string): string => (line === "" ? comment : `${comment} ${line}`);
  const texts = cells.map(({ kind, source }) => {
    const body = source.split("\n");
    if (kind === "text") return [`${comment} %% [markdown]`, ...body.map(commented)].join("\n");
    const cellMagic = body.find((line) => line.trim() !== "")?.startsWith("%%") === true;
    const ipython = (line: string): boolean => cellMagic || /^\s*(?:%[a-z]|![\w./~$])/i.test(line);
    return [`${comment} %%`, ...body.map((line) => (ipython(line) ? commented(line) : line))].join("\n");
  });
  return `${texts.join("\n\n")}\n`;
}
