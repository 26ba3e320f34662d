import type { Samples } from "./sample.ts";

/** Functional languages. */
export const FUNCTIONAL_LANGUAGES: Samples = {
  // f: if → 2; g: two alternatives are one decision → 2
  Haskell: {
    lines: [
      "module A where",
      "import B", // import
      "-- | Doc.",
      "f :: Int -> Int", // no logic
      "f x = if x > 1 then 2 else 3",
      "g x = case x of", // no signature
      "  1 -> 2",
      "  _ -> undefined", // placeholder: the expression of an alternative
      "data C = C", // no logic
    ],
    signals: {
      documentedFunctionShare: 1,
      meanCyclomaticComplexity: (2 + 2) / 2,
      maxNesting: 1,
      importLineShare: 1 / 8,
      placeholderLineShare: 1 / 8,
      functionLineShare: 1 / 8,
      noLogicLineShare: 3 / 8,
    },
  },
  // f: if, && → 3; g: two cases → 3
  OCaml: {
    lines: [
      "open List", // import
      "type a = B", // no logic
      "(** Doc. *)",
      "let f x = if x && y then 1 else 2", // no logic
      'let g x = match x with 1 -> "ab" | _ -> "cd"', // no logic
      "let () = assert (f true = 1)", // assertion
    ],
    signals: {
      documentedFunctionShare: 1 / 2,
      meanCyclomaticComplexity: (3 + 3) / 2,
      maxNesting: 1,
      importLineShare: 1 / 5,
      assertLineShare: 1 / 5,
      functionLineShare: 2 / 5,
      noLogicLineShare: 4 / 5,
    },
  },
};
