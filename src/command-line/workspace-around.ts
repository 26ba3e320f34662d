import { join } from "node:path";
import { findWorkspace, type Workspace } from "../store/workspace.ts";
import type { CommandContext } from "./command.ts";

/** The workspace that the current folder lies in: the nearest folder above it with an `.ablate/`, else itself. */
export function workspaceAround({ currentFolder }: CommandContext): Workspace {
  return findWorkspace(join(currentFolder, "any"), currentFolder);
}
