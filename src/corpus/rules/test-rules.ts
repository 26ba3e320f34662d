import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { StageError } from "../../stage/runner.ts";
import { createSyntaxParser } from "../syntax/syntax-parser.ts";
import { measureRules } from "./measure-rules.ts";
import { readRules } from "./read-rules.ts";
import type { Rule } from "./rule.ts";

/** What a rule made of one of its fixtures. */
export interface FixtureResult {
  readonly file: string;
  readonly rule: string;
  readonly expected: number;
  /** Undefined where the fixture could not be parsed; `problem` says why. */
  readonly value: number | undefined;
  readonly problem: string | undefined;
  readonly passed: boolean;
}

const expectedFile = z.record(z.string(), z.number());

/**
 * Measures the fixtures of every rule in a folder: the files of `<language>/<rule>.fixtures/`, whose values are expected as
 * `expected.json` there says. Rejects with a `StageError` that names file and line of what is wrong with a rule, or the
 * fixture that nothing is expected of.
 */
export async function testRules(folder: string, grammarsFolder: string): Promise<readonly FixtureResult[]> {
  const rules = await readRules(folder);
  const parser = await createSyntaxParser(grammarsFolder, rules);
  const results: FixtureResult[] = [];
  for (const rule of rules) {
    // Compiles the query, so that one without fixtures is checked too.
    await parser.parseAs("", rule.grammar);
    const fixtures = rule.queryFile.replace(/scm$/, "fixtures");
    for (const [name, expected] of await readExpected(fixtures)) {
      const file = join(fixtures, name);
      results.push({ file, rule: rule.name, expected, ...(await valueOn(rule, file, expected)) });
    }
  }
  return results;

  async function valueOn(
    rule: Rule,
    file: string,
    expected: number,
  ): Promise<Pick<FixtureResult, "value" | "problem" | "passed">> {
    const text = await readFile(file, "utf8");
    const { rules: found, problem } = await parser.parseAs(text, rule.grammar);
    if (found === undefined) return { value: undefined, problem, passed: false };
    const [documentClass = "code"] = rule.classes ?? [];
    const value = text === "" ? 0 : measureRules(text, documentClass, found)[rule.name];
    const passed = value !== undefined && Math.abs(value - expected) <= 1e-6 * Math.max(1, Math.abs(expected));
    return { value, problem: undefined, passed };
  }
}

/** The fixtures of a rule with the value that is expected of each; none where there is no such folder. */
async function readExpected(fixtures: string): Promise<readonly (readonly [string, number])[]> {
  const names = await readdir(fixtures).catch(() => undefined);
  if (names === undefined) return [];
  const file = join(fixtures, "expected.json");
  const text = await readFile(file, "utf8").catch(() => {
    throw new StageError(`${file}: it is missing; it says of each fixture the value that is expected: { "a.py": 2 }.`);
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new StageError(`${file}: it is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = expectedFile.safeParse(value);
  if (!parsed.success) throw new StageError(`${file}: it must have a number for each fixture: { "a.py": 2 }.`);
  const expected = Object.entries(parsed.data);
  const files = names.filter((name) => name !== "expected.json");
  const missing = expected.find(([name]) => !files.includes(name));
  if (missing !== undefined) throw new StageError(`${file}: there is no fixture ${missing[0]} beside it.`);
  const unexpected = files.find((name) => !(name in parsed.data));
  if (unexpected !== undefined) throw new StageError(`${file}: it expects nothing of ${unexpected}.`);
  return expected;
}
