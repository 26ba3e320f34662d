import { CODE_AND_MARKUP, filtersFor, type Preset } from "./preset.ts";

const LONG_LINES = ["HTML", "JSON", "Markdown", "Roff", "Roff Manpage", "SMT", "TeX", "Text", "XML"];
const FEW_LETTERS = ["Motorola 68K Assembly", "WebAssembly"];
const DATA = ["Text", "JSON", "YAML", "Web Ontology Language", "Graphviz (DOT)"];

/** Filters of StarCoder2. */
export const starcoder2: Preset = {
  source: "Lozhkov et al. 2024, StarCoder 2 and The Stack v2, section 3",
  differences:
    "An encoded run needs a digit and has no line ends within it; that of Text files only some names are kept is left out: a source's include says it.",
  filters: [
    ...filtersFor(
      { classes: CODE_AND_MARKUP },
      ["lineCount", { max: 100_000 }],
      ["generatedMarker", { max: 0 }],
      ["encodedDataShare", { max: 0.5 }],
      ["maxEncodedRun", { max: 1024 }],
    ),
    ...filtersFor(
      { classes: CODE_AND_MARKUP, exceptLanguages: LONG_LINES },
      ["meanLineLength", { max: 100 }],
      ["maxLineLength", { max: 1000 }],
    ),
    ...filtersFor({ classes: CODE_AND_MARKUP, languages: LONG_LINES }, ["maxLineLength", { max: 100_000 }]),
    ...filtersFor({ classes: CODE_AND_MARKUP, exceptLanguages: FEW_LETTERS }, ["alphabeticShare", { min: 0.25 }]),
    ...filtersFor({ classes: CODE_AND_MARKUP, languages: FEW_LETTERS }, ["alphanumericShare", { min: 0.25 }]),
    ...filtersFor({ classes: CODE_AND_MARKUP, languages: DATA }, ["lineCount", { max: 512 }]),
    ...filtersFor(
      { classes: CODE_AND_MARKUP, languages: ["HTML"] },
      ["visibleTextShare", { min: 0.2 }],
      ["visibleTextLength", { min: 100 }],
    ),
  ],
};
