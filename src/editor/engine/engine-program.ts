import type { EngineProgram } from "./engine-process.ts";

/**
 * The engine that comes with the extension, run by the editor's own Node (which an Electron needs to be asked for).
 * Variables that concern the editor's process alone are left out.
 */
export function bundledEngine(
  engineFile: string,
  executable: string,
  environment: Readonly<Record<string, string | undefined>>,
): EngineProgram {
  const kept = Object.entries(environment).filter(([name]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$)/.test(name));
  return {
    executable,
    prefix: [engineFile],
    environment: { ...Object.fromEntries(kept), ELECTRON_RUN_AS_NODE: "1" },
  };
}

/** The same engine with another trainer than the built-in one; an empty path leaves it as it is. */
export function withTrainer(program: EngineProgram, trainerPath: string): EngineProgram {
  if (trainerPath === "") return program;
  return { ...program, environment: { ...program.environment, ABLATE_TRAINER: trainerPath } };
}
