import type { CorpusRole } from "./study.ts";

/** Where the data of a study's new corpora come from. Paths are relative to the folder of their files, or absolute. */
export interface StudyData {
  /** A folder with text, code and markup. */
  readonly folder: string;
  /** A Git repository whose commits are code-adjacent; undefined where there is none. */
  readonly repository: string | undefined;
  /** WordNet's `dict` folder; undefined without one. */
  readonly wordnet: string | undefined;
}

/** The text of a new corpus file for a role; undefined where the data have nothing for it. */
export function studyCorpus(role: CorpusRole, data: StudyData): string | undefined {
  const { folder, repository, wordnet } = data;
  const path = JSON.stringify(folder);
  switch (role) {
    case "text":
      return corpusText("Prose", `"filters": { "quality": { "min": 0.2 } },`, [
        `// Paths are relative to this file; .gitignore files are respected.`,
        `{ "name": "prose", "type": "folder", "path": ${path}, "class": "text", "include": ["*.md", "*.txt", "*.rst"] }${wordnet === undefined ? "" : ","}`,
        ...(wordnet === undefined
          ? []
          : [`{ "name": "wordnet", "type": "wordnet", "path": ${JSON.stringify(wordnet)}, "class": "text" }`]),
      ]);
    case "code":
      return corpusText("Code", `"filters": { "quality": { "min": 0.2 }, "parseErrorShare": { "max": 0.1 } },`, [
        `// A folder can be a Git repository too: { "type": "git", "url": "https://…", "revision": "v1.2", … }`,
        `{`,
        `  "name": "code",`,
        `  "type": "folder",`,
        `  "path": ${path},`,
        `  "class": "code",`,
        `  "include": ["*.js", "*.ts", "*.py", "*.go", "*.rs", "*.java", "*.c", "*.h", "*.cpp", "*.hpp"]`,
        `}`,
      ]);
    case "markup":
      return corpusText("Markup, which the paper keeps apart from code", undefined, [
        `{ "name": "markup", "type": "folder", "path": ${path}, "class": "markup", "include": ["*.html", "*.css", "*.scss", "*.json", "*.yaml", "*.yml"] }`,
      ]);
    case "adjacent":
      if (repository === undefined) return undefined;
      return corpusText("Code-adjacent text: commits", undefined, [
        `// Messages with what they change. Notebooks and StackExchange belong here too: docs/sources.md.`,
        `{ "name": "commits", "type": "commits", "url": ${JSON.stringify(repository)}, "class": "adjacent" }`,
      ]);
    case "synthetic":
      return undefined;
  }
}

function corpusText(description: string, filters: string | undefined, sources: readonly string[]): string {
  const lines = [
    `"description": ${JSON.stringify(description)},`,
    `"sources": [`,
    ...sources.map((line) => `  ${line}`),
    `],`,
    ...(filters === undefined
      ? []
      : [`// Documents outside these bounds are dropped, and the reason is kept.`, filters]),
    `// Never trained on, to be asked about.`,
    `"heldOut": 0.1`,
  ];
  return `{\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;
}
