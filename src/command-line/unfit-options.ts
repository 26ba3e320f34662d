import { UnfitOption } from "../analysis/mixture-law/unfit-option.ts";
import { type CommandContext, InvalidFile } from "./command.ts";

/** Runs the body of a command; an option that does not fit the file is wrong usage, which has an exit code of its own. */
export async function orInvalid({ output }: CommandContext, body: () => Promise<void>): Promise<void> {
  try {
    await body();
  } catch (error) {
    if (!(error instanceof UnfitOption)) throw error;
    output.emit({ event: "error", message: error.message });
    throw new InvalidFile(error.message);
  }
}
