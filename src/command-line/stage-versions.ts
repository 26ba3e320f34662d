import type { Workspace } from "../store/workspace.ts";
import type { CommandContext } from "./command.ts";

/** The version of the code that runs each kind of stage. */
export function versionsOf(workspace: Workspace, context: CommandContext): Readonly<Record<string, number>> {
  const runners = Object.entries(context.runners(workspace.cache));
  return Object.fromEntries(runners.map(([kind, { version }]) => [kind, version]));
}
