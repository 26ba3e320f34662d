import { FileEnding } from "../identifiers.ts";

const text = `{
  // Prose. Paths are relative to this file; .gitignore files are respected.
  "description": "Prose of this workspace",
  "sources": [
    { "name": "prose", "type": "folder", "path": "..", "class": "text", "include": ["*.md", "*.txt", "*.rst"] }
  ],
  // Documents outside these bounds are dropped, and the reason is kept.
  "filters": { "quality": { "min": 0.2 } },
  "heldOut": 0.1
}
`;

const code = `{
  // Code. A folder can be a Git repository too: { "type": "git", "url": "https://…", "revision": "v1.2", … }
  "description": "Code of this workspace",
  "sources": [
    {
      "name": "code",
      "type": "folder",
      "path": "..",
      "class": "code",
      "include": ["*.js", "*.ts", "*.py", "*.go", "*.rs", "*.java", "*.c", "*.h", "*.cpp", "*.hpp"]
    }
  ],
  "filters": { "quality": { "min": 0.2 }, "parseErrorShare": { "max": 0.1 } },
  "heldOut": 0.1
}
`;

const ablation = `{
  "description": "What share of code is best?",
  "corpora": ["text", "code"],
  "tokenizer": { "vocabulary": 2048, "mixture": { "text": 0.5, "code": 0.5 } },
  "model": "toy",
  "seeds": [1, 2],
  // The arm that the others are compared with.
  "baseline": "code-0",
  // One arm for each share of code, at a fixed number of tokens.
  "arms": { "generate": "proportion", "of": "code", "against": "text", "shares": [0, 0.25, 0.5, 0.75, 1], "tokens": 400000 },
  // A corpus with a WordNet source makes "knowledge" and "reasoning" possible too.
  "evaluation": { "suites": ["bitsPerByte", "code"] }
}
`;

/** The files of a new study of what share of code is best, by their names: two corpora and the ablation. */
export function proportionStudy(name: string): Readonly<Record<string, string>> {
  return {
    [`text${FileEnding.corpus}`]: text,
    [`code${FileEnding.corpus}`]: code,
    [`${name}${FileEnding.ablation}`]: ablation,
  };
}

/** What is wrong with a new experiment's name, for people; undefined for a good one. */
export function nameProblem(name: string): string | undefined {
  if (/^\w[\w.-]{0,79}$/.test(name)) return undefined;
  return "A name has letters, digits, '.', '_' and '-', begins with a letter or a digit, and is no longer than 80.";
}
