import { lintSource } from "@secretlint/core";
import { secretLintProfiler } from "@secretlint/profiler";
import { creator } from "@secretlint/secretlint-rule-preset-recommend";
import type { Finding } from "./finding.ts";

// Marks and measures of every rule on every file cost more than the rules.
secretLintProfiler.setEnabled(false);

const config = { rules: [{ id: "@secretlint/secretlint-rule-preset-recommend", rule: creator }] };

/** Values in connection strings that documentation writes. */
const NO_SECRET =
  /:(?:pass(?:word|wd)?|secret|pwd|\*+|x+|<[^@]*>|\$[^@]*|%[^@]*|\{[^@]*)@|@(?:localhost|127\.0\.0\.1|host(?:name)?)\b|example\./i;

/** Secrets of known form: tokens of services, connection strings with passwords; the rules that secretlint recommends. */
export async function findKnownSecrets(text: string, path: string): Promise<Finding[]> {
  const { messages } = await lintSource({
    source: { filePath: path, content: text, contentType: "text" },
    options: { config, noPhysicFilePath: true, maskSecrets: false },
  });
  return messages
    .filter(({ range: [start, end] }) => end > start && !NO_SECRET.test(text.slice(start, end)))
    .map(({ ruleId, range: [start, end] }) => {
      const rule = ruleId.replace(/^@secretlint\/secretlint-rule-/, "");
      return { kind: "key", rule: `secretlint/${rule}`, start, end };
    });
}
