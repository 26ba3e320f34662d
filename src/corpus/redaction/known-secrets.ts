import { lintSource } from "@secretlint/core";
import { secretLintProfiler } from "@secretlint/profiler";
import { creator } from "@secretlint/secretlint-rule-preset-recommend";
import { isDocumentedCredential } from "./documented-credentials.ts";
import type { Finding } from "./finding.ts";

// Marks and measures of every rule on every file cost more than the rules.
secretLintProfiler.setEnabled(false);

const config = { rules: [{ id: "@secretlint/secretlint-rule-preset-recommend", rule: creator }] };

/**
 * What a text must have for any of these rules to find something in it: the fixed parts of their patterns, in the version that is
 * installed. Most texts have none, and one search costs less than forty. A test holds the list of rules.
 */
const FIXED_PARTS = [
  /A3T|AKIA|AGPA|AIDA|AROA|AIPA|ANPA|ANVA|ASIA|(?:ACCESS|[Aa]ccess)_?(?:KEY|[Kk]ey)|(?:ACCOUNT|[Aa]ccount)_?(?:ID|[Ii]d)?["']?\s*[:=]|PRIVATE KEY|x-oauth-basic|_authToken=|npm_|xox[abopr]-|xapp-|:\/\/[-\w]{1,256}:[-\w]{1,256}@|T3BlbkFJ|sk-ant-api0|gsk_|hf_|lin_api_|ntn_|SG\.|shp(?:pa|ca|at|ss)_|[sr]k_(?:live|test)_|gh[pousr]_|github_pat_|glpat-|glc_|glsa_|ops_ey|hv[sbr]\.|vc[piark]_|dapi|dckr_pat_|figd_|cf(?:k|ut|at)_|tskey-/,
  /(?:mongodb(?:\+srv)?|mysqlx?|postgres(?:ql)?):\/\/|hooks\.slack\.com/i,
];

/** Secrets of known form: tokens of services, connection strings with passwords; the rules that secretlint recommends. */
export async function findKnownSecrets(text: string, path: string): Promise<Finding[]> {
  if (!FIXED_PARTS.some((part) => part.test(text))) return [];
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
