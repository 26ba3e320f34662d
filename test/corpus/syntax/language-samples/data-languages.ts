import type { Samples } from "./sample.ts";

/** Languages of data and settings. */
export const DATA_LANGUAGES: Samples = {
  JSON: { lines: ['{ "a": [1, "b"] }'], signals: { stringCharacterShare: 6 / 17, maxNesting: 2 } },
  YAML: {
    lines: ["# One.", 'a: "b"', "c:", "  - d"], // a mapping, a sequence in it; of 6 + 6 + 2 + 5 and 3 line ends
    signals: { commentShare: 6 / 22, stringCharacterShare: 3 / 22, maxNesting: 2 },
  },
  TOML: {
    lines: ["# One.", 'a = ["b"]'],
    signals: { commentShare: 6 / 16, stringCharacterShare: 3 / 16, maxNesting: 1 },
  },
  HCL: {
    lines: ["# One.", 'a "b" {', "  c = d ? 1 : 2", "}"], // the label is a string; of 6 + 7 + 15 + 1 and 3 line ends
    signals: { commentShare: 6 / 32, stringCharacterShare: 3 / 32, maxNesting: 1 },
  },
};
