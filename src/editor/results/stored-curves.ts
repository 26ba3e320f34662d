import type { CurvePoint } from "../../stage/runner.ts";
import type { Workspace } from "../../store/workspace.ts";
import { readPoints } from "../../training/metrics-file.ts";

/** The training curve of a `train` stage as it lies on disk, finished or still in the making; empty where there is none. */
export async function storedCurve(workspace: Workspace, key: string): Promise<readonly CurvePoint[]> {
  const stage = { kind: "train", key } as const;
  const finished = await readPoints(workspace.stageFolder(stage));
  return finished.length > 0 ? finished : await readPoints(workspace.workFolder(stage));
}
