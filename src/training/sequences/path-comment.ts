/** Languages, as Linguist names them, whose comments of a line begin otherwise than in C. */
const marks: Readonly<Record<string, string>> = {
  ...fromList("#", [
    "Python",
    "Ruby",
    "Shell",
    "Perl",
    "R",
    "Julia",
    "Elixir",
    "YAML",
    "TOML",
    "Makefile",
    "CMake",
    "Dockerfile",
    "PowerShell",
    "Text",
    "INI",
  ]),
  ...fromList("--", ["Lua", "Haskell", "SQL", "Ada", "Elm", "VHDL"]),
  ...fromList("%", ["TeX", "Erlang", "MATLAB", "Prolog"]),
  ...fromList(";", ["Common Lisp", "Clojure", "Scheme", "Emacs Lisp", "Assembly"]),
  ...fromList("<!--", ["HTML", "XML", "Markdown", "SVG", "Vue", "Svelte"]),
};

function fromList(mark: string, languages: readonly string[]): Record<string, string> {
  return Object.fromEntries(languages.map((language) => [language, mark]));
}

/** A line of a document's language that says its path. A path cannot end the comment or its line. */
export function pathComment(path: string, language: string | null): string {
  const mark = language === null ? "#" : (marks[language] ?? (language === "CSS" ? "/*" : "//"));
  const shown = path.replace(/[\r\n\u2028\u2029]/g, " ");
  if (mark === "<!--") return `<!-- ${shown.replace(/-->/g, "-- >")} -->\n`;
  if (mark === "/*") return `/* ${shown.replace(/\*\//g, "* /")} */\n`;
  return `${mark} ${shown}\n`;
}
