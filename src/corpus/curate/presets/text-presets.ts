import { filtersFor, PROSE, type Preset } from "./preset.ts";

/** Filters of Gopher: its quality and its repetition. */
export const gopher: Preset = {
  source: "Rae et al. 2021, Scaling Language Models: Methods, Analysis & Insights from Training Gopher, table A1",
  differences: "",
  filters: filtersFor(
    { classes: PROSE },
    ["wordCount", { min: 50, max: 100_000 }],
    ["meanWordLength", { min: 3, max: 10 }],
    ["hashesPerWord", { max: 0.1 }],
    ["ellipsesPerWord", { max: 0.1 }],
    ["bulletLineShare", { max: 0.9 }],
    ["ellipsisLineShare", { max: 0.3 }],
    ["wordWithLetterShare", { min: 0.8 }],
    ["stopWordCount", { min: 2 }],
    ["duplicatedLineShare", { max: 0.3 }],
    ["duplicatedParagraphShare", { max: 0.3 }],
    ["duplicatedLineCharacterShare", { max: 0.2 }],
    ["duplicatedParagraphCharacterShare", { max: 0.2 }],
    ["topBigramShare", { max: 0.2 }],
    ["topTrigramShare", { max: 0.18 }],
    ["top4gramShare", { max: 0.16 }],
    ["duplicated5gramShare", { max: 0.15 }],
    ["duplicated6gramShare", { max: 0.14 }],
    ["duplicated7gramShare", { max: 0.13 }],
    ["duplicated8gramShare", { max: 0.12 }],
    ["duplicated9gramShare", { max: 0.11 }],
    ["duplicated10gramShare", { max: 0.1 }],
  ),
};

/** Filters of C4 that look at a whole page. */
export const c4: Preset = {
  source:
    "Raffel et al. 2020, Exploring the Limits of Transfer Learning with a Unified Text-to-Text Transformer, section 2.2",
  differences:
    "Its rules that remove lines from a page, rather than pages, change documents and are left out, as is its list of words.",
  filters: filtersFor(
    { classes: PROSE },
    ["sentenceCount", { min: 3 }],
    ["curlyBracketShare", { max: 0 }],
    ["loremIpsum", { max: 0 }],
  ),
};

/** The filters that FineWeb adds to those of Gopher and C4. */
export const fineweb: Preset = {
  source: "Penedo et al. 2024, The FineWeb Datasets: Decanting the Web for the Finest Text Data at Scale, section 3.6",
  differences: "It applies those of gopher and of c4 too: name all three.",
  filters: filtersFor(
    { classes: PROSE },
    ["lineEndPunctuationShare", { min: 0.12 }],
    ["duplicatedLineCharacterShare", { max: 0.1 }],
    ["shortLineShare", { max: 0.67 }],
  ),
};
