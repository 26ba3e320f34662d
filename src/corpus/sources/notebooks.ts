import type { CorpusSource } from "../../experiment/corpus-file.ts";
import { notebookScript, parseNotebook, structuredNotebook } from "../formats/notebook.ts";
import type { SourceFile } from "./source-file.ts";

export type NotebookSetting = Extract<CorpusSource, { type: "folder" }>["notebooks"];

/** Larger ones are not read. Pictures make notebooks large, and are left out of what is made of them. */
export const MOST_NOTEBOOK_BYTES = 64 << 20;

export function isNotebook(path: string): boolean {
  return path.toLowerCase().endsWith(".ipynb");
}

/** What a source's setting makes of a file: notebooks as documents or scripts, other files as they are; undefined to leave it out. */
export function withNotebooks(file: SourceFile, setting: NotebookSetting): SourceFile | undefined {
  if (setting === "raw" || !isNotebook(file.path)) return file;
  if (setting === "skip") return undefined;
  return (file.size ?? 0) > MOST_NOTEBOOK_BYTES ? file : converted(file, setting);
}

function converted(file: SourceFile, setting: "structured" | "script"): SourceFile {
  let language = setting === "script" ? undefined : "Jupyter Notebook";
  const { size: _size, location: _location, read, ...origin } = file;
  return {
    ...origin,
    size: null,
    get language() {
      return language;
    },
    read: async () => {
      const notebook = parseNotebook(new TextDecoder().decode(await read()));
      language = setting === "script" ? notebook.language : language;
      return new TextEncoder().encode(setting === "script" ? notebookScript(notebook) : structuredNotebook(notebook));
    },
  };
}
