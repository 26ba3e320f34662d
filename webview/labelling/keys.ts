import type { LabellingMessage } from "../protocol.ts";

/** What a key means while so many documents are shown: 0–5 for one, ← → for two, u and s for both. */
export function labelForKey(key: string, documents: number): LabellingMessage | undefined {
  if (key === "u") return { type: "undo" };
  if (documents > 0 && key === "s") return { type: "skip" };
  if (documents === 1 && /^[0-5]$/.test(key)) return { type: "score", score: Number(key) };
  if (documents === 2 && key === "ArrowLeft") return { type: "prefer", better: 0 };
  if (documents === 2 && key === "ArrowRight") return { type: "prefer", better: 1 };
  return undefined;
}
