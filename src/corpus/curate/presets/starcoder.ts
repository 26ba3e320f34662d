import { CODE, CODE_AND_MARKUP, filtersFor, type Preset } from "./preset.ts";

/** Filters of StarCoder. */
export const starcoder: Preset = {
  source: "Li et al. 2023, StarCoder: may the source be with you!, section 3",
  differences:
    "Comments are bounded in every language that has a grammar, not in three; what their authors judged by hand language by language is left out.",
  filters: [
    ...filtersFor(
      { classes: CODE_AND_MARKUP },
      ["maxLineLength", { max: 1000 }],
      ["meanLineLength", { max: 100 }],
      ["alphanumericShare", { min: 0.25 }],
    ),
    ...filtersFor({ classes: CODE_AND_MARKUP, exceptLanguages: ["XSLT"] }, ["xmlDeclaration", { max: 0 }]),
    ...filtersFor(
      { classes: CODE_AND_MARKUP, languages: ["HTML"] },
      ["visibleTextShare", { min: 0.2 }],
      ["visibleTextLength", { min: 100 }],
    ),
    ...filtersFor({ classes: CODE_AND_MARKUP, languages: ["JSON", "YAML"] }, [
      "characterCount",
      { min: 100, max: 5000 },
    ]),
    ...filtersFor({ classes: CODE }, ["commentShare", { min: 0.01, max: 0.8 }]),
  ],
};
