import axe from "axe-core";
import type { Frame } from "playwright-core";
import { z } from "zod";

const findings = z.array(
  z.object({ id: z.string(), impact: z.string().nullish(), nodes: z.array(z.object({ html: z.string() })) }),
);

/** What axe-core finds in a page that is serious or critical, as "rule: element", by the rules of WCAG 2 A and AA. */
export async function seriousViolations(frame: Frame): Promise<readonly string[]> {
  await frame.evaluate(axe.source);
  const options = { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] };
  const violations: unknown = await frame.evaluate(
    `axe.run(${JSON.stringify(options)}).then((found) => found.violations)`,
  );
  return findings
    .parse(violations)
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
