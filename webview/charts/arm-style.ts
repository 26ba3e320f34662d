/** How an arm looks in every chart. */
export interface ArmStyle {
  /** A CSS colour made of the editor's chart colours. */
  readonly colour: string;
  /** Dash pattern of its lines, pixels on and off; empty for a solid line. */
  readonly dash: readonly number[];
}

interface StyledArm {
  readonly name: string;
  readonly mixture: Readonly<Record<string, number>>;
}

const dashes = [[], [8, 4], [2, 3], [10, 3, 2, 3], [5, 2], [12, 6], [2, 6]];
const categories = ["blue", "yellow", "purple", "green", "red", "orange"];

/**
 * Gives every arm a colour and a dash. Where a corpus's share tells the arms apart, colours run from blue to yellow with
 * that share (the two ends, and the greys between, stay apart for all kinds of colour blindness); else they are
 * categories. Dashes differ between neighbours either way.
 */
export function armStyles(arms: readonly StyledArm[], proportionOf?: string): ReadonlyMap<string, ArmStyle> {
  return new Map(
    arms.map((arm, index) => {
      const share = proportionOf === undefined ? undefined : (arm.mixture[proportionOf] ?? 0);
      const colour =
        share === undefined
          ? `var(--vscode-charts-${categories[index % categories.length] ?? "blue"})`
          : `color-mix(in oklab, var(--vscode-charts-yellow) ${(share * 100).toFixed(1)}%, var(--vscode-charts-blue))`;
      return [arm.name, { colour, dash: dashes[index % dashes.length] ?? [] }];
    }),
  );
}
