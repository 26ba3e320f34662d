import type { CorpusFacts, DocumentLine, ExploreAnswer, ExploreQuery } from "../../webview/protocol.ts";

/** An invented corpus of a million documents; every seventh has a parse error, every eleventh is a copy. */
const total = 1_000_000;
const languages = ["Python", "TypeScript", "Rust", "Go", "Java", "C", "C++", "JavaScript", "Ruby", null];

export const exampleCorpus: CorpusFacts = {
  name: "code",
  description: "Programs of well-kept projects",
  file: "corpora/code.corpus.json",
  restore: "file:///work/corpora/code.corpus.json",
  version: 1,
  stale: false,
  canCurate: true,
  canWrite: true,
  filters: { parseErrorShare: { max: 0.1 }, quality: { min: 0.3 } },
  signals: [
    { name: "quality", doc: "The quality score, from 0 to 1." },
    { name: "parseErrorShare", doc: "Characters within what the parser could not read." },
    { name: "maxLineLength", doc: "Length of the longest line." },
  ],
};

export function exampleDocument(place: number): DocumentLine {
  const rule = place % 7 === 3 ? "parseErrorShare" : place % 11 === 5 ? "near-duplicate" : "kept";
  const reasons = {
    parseErrorShare: "parseErrorShare 0.213 is above 0.1",
    "near-duplicate": "like app:src/other.py (0.83)",
    kept: "it passes every filter; quality 0.84",
  };
  return {
    place,
    source: place % 3 === 0 ? "app" : "library",
    path: `packages/part-${place % 90}/src/features/ingestion/document-${place}.py`,
    language: languages[place % languages.length] ?? null,
    bytes: 1000 + (place % 5000),
    quality: ((place * 37) % 100) / 100,
    kept: rule === "kept",
    rule,
    reason: reasons[rule],
  };
}

/** What the engine answers about the example. A counterfactual keeps fewer the lower the bound on parse errors is. */
export function exampleAnswer(query: ExploreQuery): ExploreAnswer {
  switch (query.request) {
    case "overview":
      return {
        answer: "overview",
        documents: total,
        kept: 779_220,
        bytes: 3_412_000_000,
        rules: [
          { rule: "parseErrorShare", documents: 142_857, examples: [3, 10, 17].map(exampleDocument) },
          { rule: "near-duplicate", documents: 77_923, examples: [5, 16, 27].map(exampleDocument) },
        ],
        languages: languages.map((name, index) => ({
          name,
          documents: 190_000 - index * 20_000,
          kept: 150_000 - index * 16_000,
          bytes: 1e8,
        })),
        licences: [
          { name: "MIT", documents: 700_000, kept: 560_000, bytes: 1e9 },
          { name: null, documents: 300_000, kept: 219_220, bytes: 1e9 },
        ],
        sources: [
          { name: "library", documents: 666_666, kept: 519_480, bytes: 1e9 },
          { name: "app", documents: 333_334, kept: 259_740, bytes: 1e9 },
        ],
        quality: {
          kept: Array.from({ length: 20 }, (_, bin) => (bin < 6 ? 0 : bin ** 3)),
          dropped: Array.from({ length: 20 }, (_, bin) => 900 + 40 * (20 - bin)),
        },
      };
    case "documents": {
      const found = query.selection.rule === undefined ? total : 142_857;
      const rows = Math.min(query.limit, found - query.offset);
      return {
        answer: "documents",
        total: found,
        offset: query.offset,
        rows: Array.from({ length: rows }, (_, index) =>
          exampleDocument(query.selection.rule === undefined ? query.offset + index : 3 + 7 * (query.offset + index)),
        ),
      };
    }
    case "distribution":
      return {
        answer: "distribution",
        signal: query.signal,
        documents: total,
        least: 0,
        most: 1,
        from: 0,
        to: query.signal === "quality" ? 1 : 0.4,
        bins: Array.from({ length: 40 }, (_, bin) =>
          Math.round(query.signal === "quality" ? bin ** 2 * 60 : 300_000 / (bin + 1) ** 2),
        ),
      };
    case "counterfactual": {
      const dropped = Math.round(100_000 * (1 - 10 * (query.filters["parseErrorShare"]?.max ?? 0.1)));
      return {
        answer: "counterfactual",
        documents: total,
        before: 779_220,
        kept: 779_220 - dropped,
        newlyKept: Math.max(0, -dropped),
        newlyDropped: Math.max(0, dropped),
        bytes: 1e9,
        rules: [
          { rule: "parseErrorShare", documents: 142_857 + dropped, before: 142_857 },
          { rule: "near-duplicate", documents: 77_923, before: 77_923 },
        ],
      };
    }
    case "flipped":
      return {
        answer: "flipped",
        total: 50_000,
        offset: query.offset,
        rows: Array.from({ length: query.limit }, (_, index) => ({
          ...exampleDocument(7 * (query.offset + index)),
          kept: false,
          rule: "parseErrorShare",
        })),
      };
    case "clusters":
      return {
        answer: "clusters",
        total: 2,
        offset: 0,
        rows: [
          { cluster: 5, kind: "near", members: 3, similarity: 0.74, survivor: exampleDocument(5).path },
          { cluster: 8, kind: "exact", members: 2, similarity: null, survivor: exampleDocument(8).path },
        ].slice(query.offset),
      };
    case "members":
      return {
        answer: "members",
        cluster: query.cluster,
        kind: query.kind,
        rows: [5, 16, 27].map((place, index) => ({
          place,
          source: "app",
          path: exampleDocument(place).path,
          similarity: index === 0 ? 1 : 0.9 - index / 10,
          survives: index === 0,
          matched: exampleDocument(index === 2 ? 16 : 5).path,
          matchedSimilarity: index === 0 ? 1 : 0.8,
        })),
      };
    case "contamination":
      return {
        answer: "contamination",
        total: 1,
        offset: 0,
        rows: [
          {
            place: 42,
            source: "app",
            path: exampleDocument(42).path,
            benchmark: "code",
            item: "completion/0042",
            excerpt:
              "def gcd(first, second):\n    while second:\n        first, second = second, first % second\n    return first",
            itemExcerpt: "def gcd(a, b):\n    while b:\n        a, b = b, a % b\n    return a",
            reason: "it has 14 consecutive words of the item",
          },
        ].slice(query.offset),
      };
    case "text":
      return { answer: "text", place: query.place, source: "app", path: "a.py", text: "print(1)\n" };
  }
}
