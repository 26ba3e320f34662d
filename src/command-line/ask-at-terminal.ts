import { createInterface } from "node:readline/promises";

/** Asks a person a question that is answered by yes or no; only "y" or "yes" is yes. Undefined where nobody can be asked. */
export async function askAtTerminal(question: string, signal: AbortSignal): Promise<boolean | undefined> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `, { signal })).trim());
  } finally {
    terminal.close();
  }
}
