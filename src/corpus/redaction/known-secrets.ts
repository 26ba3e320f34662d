import { lintSource } from "@secretlint/core";
import { secretLintProfiler } from "@secretlint/profiler";
import { creator } from "@secretlint/secretlint-rule-preset-recommend";
import { isDocumentedCredential } from "./documented-credentials.ts";
import type { Finding } from "./finding.ts";

// Marks and measures of every rule on every file cost more than the rules.
secretLintProfiler.setEnabled(false);

const config = { rules: [{ id: "@secretlint/secretlint-rule-preset-recommend", rule: creator }] };

/** Secrets of known form: tokens of services, connection strings with passwords; the rules that secretlint recommends. */
export async function findKnownSecrets(text: string, path: string): Promise<Finding[]> {
  const { messages } = await lintSource({
    source: { filePath: path, content: text, contentType: "text" },
    options: { config, noPhysicFilePath: true, maskSecrets: false },
  });
  return messages
    .filter(({ range: [start, end] }) => end > start && !isDocumentedCredential(text.slice(start, end)))
    .map(({ ruleId, range: [start, end] }) => {
      const rule = ruleId.replace(/^@secretlint\/secretlint-rule-/, "");
      return { kind: "key", rule: `secretlint/${rule}`, start, end };
    });
}
