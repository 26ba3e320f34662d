import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import type { PresetFilter } from "../src/corpus/curate/presets/preset.ts";
import { PRESETS } from "../src/corpus/curate/presets/presets.ts";
import { UNIT_RANGES } from "../src/corpus/signals/signal.ts";
import { SIGNALS } from "../src/corpus/signals/signals.ts";

const root = new URL("../", import.meta.url);
const languageFile = z.object({ name: z.string(), linguist: z.array(z.string()), extends: z.string().optional() });

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, header.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return `${lines.join("\n")}\n`;
}

const FAMILIES = {
  characters: "Characters",
  lines: "Lines",
  words: "Words",
  path: "Path",
  syntax: "Syntax",
} as const;

function signalTables(): string {
  return Object.entries(FAMILIES)
    .map(([family, title]) => {
      const rows = SIGNALS.filter((signal) => signal.family === family).map(
        ({ name, unit, source, doc, appliesTo }) => {
          const proseOnly = appliesTo("text", true) && !appliesTo("code", true);
          return [name, unit, UNIT_RANGES[unit], source, `${doc}${proseOnly ? " Prose alone." : ""}`];
        },
      );
      return `### ${title}\n\n${table(["signal", "unit", "range", "source", "definition"], rows)}`;
    })
    .join("\n");
}

function presetTables(): string {
  return Object.entries(PRESETS)
    .map(([name, { source, differences, filters }]) => {
      const rows = filters.map((filter) => [
        filter.signal,
        boundsText(filter),
        filter.classes.join(", "),
        languages(filter),
      ]);
      const told = differences === "" ? "" : `${differences}\n\n`;
      return `### ${name}\n\n${source}.\n\n${told}${table(["signal", "kept", "classes", "languages"], rows)}`;
    })
    .join("\n");
}

function boundsText({ min, max }: PresetFilter): string {
  if (min !== undefined && max !== undefined) return `${String(min)} to ${String(max)}`;
  return min === undefined ? `at most ${String(max)}` : `at least ${String(min)}`;
}

function languages({ languages: only, exceptLanguages: but }: PresetFilter): string {
  if (only !== undefined) return only.join(", ");
  return but === undefined ? "all" : `all but ${but.join(", ")}`;
}

function languageTable(): string {
  const folders = readdirSync(new URL("grammars", root), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  const rows = folders
    .map(({ name: folder }) => {
      const text = readFileSync(new URL(`grammars/${folder}/language.json`, root), "utf8");
      const { name, linguist } = languageFile.parse(JSON.parse(text));
      return [name, `grammars/${folder}`, linguist.join(", ")];
    })
    .sort(([a = ""], [b = ""]) => a.localeCompare(b, "en"));
  return table(["language", "queries", "names at Linguist"], rows);
}

/** `docs/corpus.md` with its tables as the code has them now; what people wrote between them stays. */
export function withTables(page: string): string {
  const tables: Readonly<Record<string, string>> = {
    signals: signalTables(),
    presets: presetTables(),
    languages: languageTable(),
  };
  return Object.entries(tables).reduce((text, [name, content]) => {
    const start = `<!-- ${name}: by scripts/write-corpus-tables.ts -->\n`;
    const end = `<!-- end of ${name} -->`;
    const from = text.indexOf(start);
    const to = text.indexOf(end);
    if (from === -1 || to < from) throw new Error(`docs/corpus.md has no place for the table of ${name}`);
    return `${text.slice(0, from + start.length)}\n${content}\n${text.slice(to)}`;
  }, page);
}

if (import.meta.main) {
  const file = new URL("docs/corpus.md", root);
  writeFileSync(file, withTables(readFileSync(file, "utf8")));
}
