import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { availableParallelism } from "node:os";
import { z } from "zod";
import type { CorpusSource } from "../../experiment/corpus-file.ts";
import type { SandboxLanguage } from "../../experiment/corpus/synthetic-source.ts";
import { StageError } from "../../stage/runner.ts";
import { type FileSource, RefusedDocument, type SourceFile } from "../sources/source-file.ts";
import { documentPath, documentText } from "./document.ts";
import type { CodeProblem } from "./problem.ts";
import { readProblems } from "./read-problems.ts";
import { limitsOnlySandbox, openIsolatedSandbox, type Sandbox } from "./sandbox.ts";
import { findTool, type LanguageTool } from "./tools.ts";
import { VerifiedCache } from "./verified-cache.ts";
import { verify } from "./verify.ts";

type SyntheticDeclaration = Extract<CorpusSource, { type: "synthetic" }>;

/**
 * Problems of a file as documents, of which those are refused whose solution does not pass its tests in the sandbox. Reading a
 * document runs its program, or takes the verdict of before from the cache.
 */
export function syntheticSource(declaration: SyntheticDeclaration, cacheFolder: string): FileSource {
  const { name, path, language } = declaration;
  const verifier = new Verifier(declaration, cacheFolder);
  const problems = async function* (signal: AbortSignal): AsyncGenerator<CodeProblem> {
    try {
      yield* readProblems(path, language, signal);
    } catch (error) {
      throw error instanceof StageError ? new StageError(`Source "${name}": ${error.message}`) : error;
    }
  };
  return {
    async fingerprint(signal) {
      const digest = createHash("sha256");
      const languages = new Set<SandboxLanguage>();
      // Reading it as problems tells now what is wrong in the file, and which tools will decide.
      for await (const problem of problems(signal)) languages.add(problem.language);
      for await (const piece of createReadStream(path, { signal })) digest.update(z.instanceof(Buffer).parse(piece));
      for (const used of [...languages].sort()) digest.update(`\n${(await verifier.tool(used)).version}`);
      return digest.digest("hex");
    },
    async *files(signal) {
      for await (const problem of problems(signal)) {
        yield await syntheticFile(problem, declaration, verifier, signal);
      }
    },
    close: () => undefined,
  };
}

async function syntheticFile(
  problem: CodeProblem,
  { tests }: SyntheticDeclaration,
  verifier: Verifier,
  signal: AbortSignal,
): Promise<SourceFile> {
  const bytes = new TextEncoder().encode(documentText(problem, tests));
  const { provenance, language } = problem;
  const time = provenance.time === undefined || Number.isNaN(Date.parse(provenance.time)) ? undefined : provenance.time;
  const { version } = await verifier.tool(language);
  return {
    path: documentPath(problem),
    revision: null,
    class: "synthetic",
    time,
    provenance: JSON.stringify({ ...provenance, verifiedBy: version, sandbox: verifier.description }),
    size: bytes.length,
    async read() {
      const failure = await verifier.verdict(problem, signal);
      if (failure !== undefined) throw new RefusedDocument("unverified", `its solution is not verified: ${failure}`);
      return bytes;
    },
  };
}

/** Verifies problems, as many at a time as there are cores. */
class Verifier {
  readonly description: string;
  private readonly declaration: SyntheticDeclaration;
  private readonly cache: VerifiedCache;
  private readonly tools = new Map<SandboxLanguage, Promise<LanguageTool>>();
  private sandbox: Promise<Sandbox> | undefined;
  private free = availableParallelism();
  private readonly waiting: (() => void)[] = [];

  constructor(declaration: SyntheticDeclaration, cacheFolder: string) {
    this.declaration = declaration;
    this.description = declaration.sandbox;
    this.cache = new VerifiedCache(cacheFolder);
  }

  tool(language: SandboxLanguage): Promise<LanguageTool> {
    let tool = this.tools.get(language);
    if (tool === undefined) this.tools.set(language, (tool = findTool(language)));
    return tool;
  }

  async verdict(problem: CodeProblem, signal: AbortSignal): Promise<string | undefined> {
    const { limits } = this.declaration;
    const tool = await this.tool(problem.language);
    this.sandbox ??= this.open(signal);
    const sandbox = await this.sandbox;
    const settings = { sandbox: sandbox.description, tool: tool.version, limits };
    return this.cache.verdict(problem, settings, () =>
      this.inTurn(() => verify(problem, sandbox, tool, limits, signal)),
    );
  }

  private open(signal: AbortSignal): Promise<Sandbox> {
    return this.declaration.sandbox === "isolated" ? openIsolatedSandbox(signal) : Promise.resolve(limitsOnlySandbox());
  }

  private async inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    while (this.free === 0) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.free -= 1;
    try {
      return await work();
    } finally {
      this.free += 1;
      this.waiting.shift()?.();
    }
  }
}
