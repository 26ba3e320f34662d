/** A machine that is not at hand. */
export interface NamedMachine {
  readonly title: string;
  /** Floating-point operations per second that training is likely to get done. */
  readonly flopsPerSecond: number;
}

/** Peaks of dense products in bfloat16 with sums in float32, by the makers' data sheets. */
const accelerators: Readonly<Record<string, { readonly title: string; readonly peak: number }>> = {
  a100: { title: "NVIDIA A100", peak: 312e12 },
  h100: { title: "NVIDIA H100 SXM", peak: 989e12 },
  h200: { title: "NVIDIA H200", peak: 989e12 },
  l40s: { title: "NVIDIA L40S", peak: 362e12 },
  rtx4090: { title: "NVIDIA RTX 4090", peak: 165e12 },
};

/** Share of the peak that trainers of 124M to 1.5B parameters reach: 38 to 48 % in llm.c and modded-nanogpt. */
const USED_SHARE = 0.4;

export const machineNames: readonly string[] = Object.keys(accelerators);

/** The machine `h100`, or eight of them by `8xh100`; undefined for a name that is not known. */
export function namedMachine(name: string): NamedMachine | undefined {
  const [, count = "1", kind = ""] = /^(?:(\d{1,6})x)?(\w+)$/i.exec(name) ?? [];
  const found = accelerators[kind.toLowerCase()];
  if (found === undefined || Number(count) === 0) return undefined;
  const title = Number(count) === 1 ? `one ${found.title}` : `${String(Number(count))} ${found.title}`;
  return { title, flopsPerSecond: Number(count) * found.peak * USED_SHARE };
}
