import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { SandboxLimits } from "../../experiment/corpus/synthetic-source.ts";
import { writeFileAtomically } from "../../store/atomic-file.ts";
import type { CodeProblem } from "./problem.ts";
import type { VerificationProblem } from "./verify.ts";

/** Raised with every change of the harness or the sandbox that changes a verdict. */
const VERIFICATION_VERSION = 2;

const cached = z.strictObject({ problem: z.string().nullable() });

/** What verified a problem: a problem is run again where any of it is different. */
export interface VerificationSettings {
  readonly sandbox: string;
  readonly tool: string;
  readonly limits: SandboxLimits;
}

/** Remembers verdicts, each in a file of its own that may be deleted at any time: a run that was stopped goes on from there. */
export class VerifiedCache {
  private readonly folder: string;

  constructor(cacheFolder: string) {
    this.folder = join(cacheFolder, "verified");
  }

  /** The verdict of before, or that of `verify`, which is kept. */
  async verdict(
    { language, solution, tests }: CodeProblem,
    settings: VerificationSettings,
    verify: () => Promise<VerificationProblem>,
  ): Promise<VerificationProblem> {
    const { sandbox, tool, limits } = settings;
    const identity = JSON.stringify([VERIFICATION_VERSION, language, solution, tests, sandbox, tool, limits]);
    const key = createHash("sha256").update(identity).digest("hex");
    const file = join(this.folder, key.slice(0, 2), `${key}.json`);
    const before = parse(await readFile(file, "utf8").catch(() => ""));
    if (before !== undefined) return before.problem ?? undefined;
    const problem = await verify();
    // A cache that cannot be written costs time alone.
    await writeFileAtomically(file, JSON.stringify({ problem: problem ?? null })).catch(() => undefined);
    return problem;
  }
}

function parse(text: string): z.infer<typeof cached> | undefined {
  try {
    return cached.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
