import { readdirSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { documentClass } from "../../experiment/corpus-file.ts";
import { StageError } from "../../stage/runner.ts";
import { SIGNAL_NAMES } from "../signals/signals.ts";
import { type Rule, ruleUnits } from "./rule.ts";

/** The schema of `rules/<language>/<rule>.json`. */
const ruleFile = z.strictObject({
  $schema: z.string().optional(),
  unit: z.enum(ruleUnits),
  doc: z.string().min(1),
  classes: z.array(documentClass).min(1).optional(),
});

const RULE_NAME = /^[a-z][A-Za-z0-9]*$/;

/**
 * Reads every rule of a folder: `<language>/<rule>.json` with its query `<rule>.scm`. Rejects with a `StageError` that names the
 * file and says what is wrong with it.
 */
export async function readRules(folder: string): Promise<readonly Rule[]> {
  const languages = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw new StageError(`The rules at ${folder} cannot be read: ${messageOf(error)}.`);
  });
  const rules: Rule[] = [];
  for (const { name: grammar } of languages.filter((entry) => entry.isDirectory()).toSorted(byName)) {
    const files = await readdir(join(folder, grammar), { withFileTypes: true });
    const names = files.filter((entry) => entry.isFile()).map(({ name }) => name);
    const described = names.filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -".json".length));
    const orphan = names.find((name) => name.endsWith(".scm") && !described.includes(name.slice(0, -".scm".length)));
    if (orphan !== undefined) {
      const missing = orphan.replace(/scm$/, "json");
      throw new StageError(
        `${join(folder, grammar, orphan)}: there is no ${missing} beside it that says what it measures.`,
      );
    }
    for (const name of described.toSorted()) rules.push(await readRule(folder, grammar, name));
  }
  if (rules.length === 0) throw new StageError(`${folder} has no rules: they are <language>/<rule>.json and .scm.`);
  checkUnits(rules);
  return rules;
}

async function readRule(folder: string, grammar: string, name: string): Promise<Rule> {
  const file = join(folder, grammar, `${name}.json`);
  if (!RULE_NAME.test(name))
    throw new StageError(`${file}: a rule's name begins with a small letter and has letters and digits only.`);
  if (name === "quality" || SIGNAL_NAMES.includes(name))
    throw new StageError(`${file}: there is a signal called "${name}" already; give the rule another name.`);
  const text = await readFile(file, "utf8");
  const { unit, doc, classes } = describedRule(file, text);
  const queryFile = join(folder, grammar, `${name}.scm`);
  const query = await readFile(queryFile, "utf8").catch(() => {
    throw new StageError(`${file}: there is no ${name}.scm beside it with the rule's query.`);
  });
  return { name, grammar, unit, doc, classes, query, queryFile };
}

function describedRule(file: string, text: string): z.infer<typeof ruleFile> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new StageError(`${file}: it is not JSON: ${messageOf(error)}`);
  }
  const parsed = ruleFile.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => [path.join("."), message].filter(Boolean).join(": "));
  throw new StageError(`${file}: ${issues.join("; ")}`);
}

/** A rule of several languages is one signal. */
function checkUnits(rules: readonly Rule[]): void {
  for (const rule of rules) {
    const other = rules.find(({ name, unit }) => name === rule.name && unit !== rule.unit);
    if (other === undefined) continue;
    const place = rule.queryFile.replace(/scm$/, "json");
    throw new StageError(
      `${place}: its unit is ${rule.unit}, but that of ${other.grammar}/${other.name} is ${other.unit}.`,
    );
  }
}

/** The names of the rules in a folder, without reading them; none where the folder cannot be read. */
export function ruleNamesIn(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap((entry) => readdirSync(join(folder, entry.name)))
      .filter((name) => name.endsWith(".json"))
      .map((name) => name.slice(0, -".json".length));
    return [...new Set(names)].sort();
  } catch {
    return [];
  }
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
