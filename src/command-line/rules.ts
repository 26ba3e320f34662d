import { type FixtureResult, testRules } from "../corpus/rules/test-rules.ts";
import { StageError } from "../stage/runner.ts";
import { type CommandContext, InvalidFile } from "./command.ts";

/** `ablate rules test FOLDER`: every fixture of the rules in a folder against the value that is expected of it. */
export async function testRulesIn(folder: string, { files, output }: CommandContext): Promise<void> {
  const results = await testRules(folder, files.grammarsFolder).catch((error: unknown) => {
    if (!(error instanceof StageError)) throw error;
    // What a user wrote is wrong: exit code 2.
    output.emit({ event: "error", message: error.message });
    throw new InvalidFile(error.message);
  });
  for (const result of results) output.emit({ event: "log", line: describe(result) });
  const failed = results.filter(({ passed }) => !passed).length;
  output.print(`${results.length - failed} passed, ${failed} failed\n`);
  if (failed > 0) throw new StageError(`${failed} of ${results.length} fixtures have another value than expected.`);
}

function describe({ file, rule, expected, value, problem, passed }: FixtureResult): string {
  if (passed) return `ok    ${file}: ${rule} ${expected}`;
  return `FAIL  ${file}: ${rule} is ${value ?? `not known (${problem ?? "no value"})`}, expected ${expected}`;
}
