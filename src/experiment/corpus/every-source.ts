import { z } from "zod";

export const documentClass = z
  .enum(["text", "code", "markup", "synthetic", "adjacent"])
  .describe("What the documents are, in the terms of the study: text, code, markup, synthetic code or code-adjacent.");

/** What every source of a corpus has. */
export const everySource = {
  name: z
    .string()
    .regex(/^[\w.-]+$/, "a source's name has letters, digits, '.', '_' and '-' only")
    .describe("Names the source in results and slices."),
  class: documentClass,
  licence: z.string().min(1).optional().describe("SPDX expression of the documents' licence, such as MIT."),
};

/** The class of sources of files, which their languages can tell. */
export const classOfFiles = documentClass
  .optional()
  .describe(
    "What the documents are; left out, what the language of each says: programming languages are code, plain text is text, all others (Markdown, HTML, CSS, JSON, YAML) are markup.",
  );

const glob = z.string().min(1);

/** Which files of a folder or repository are taken. */
export const fileSelection = {
  include: z.array(glob).min(1).optional().describe("Globs of the files to take; all when left out."),
  exclude: z.array(glob).optional().describe("Globs of the files to leave out."),
};

/** What is made of Jupyter notebooks among the files. */
export const notebooks = z
  .enum(["structured", "script", "raw", "skip"])
  .default("structured")
  .describe(
    "What is made of Jupyter notebooks: a document of text, code and output with StarCoder's marks; a script; their JSON; nothing.",
  );

export const skipFailed = z
  .boolean()
  .default(false)
  .describe("Go on without what cannot be read or fetched: it becomes a dropped document that says why.");
