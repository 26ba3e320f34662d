/** Accounts that write by themselves though nothing in their names says so; most are those that StarCoder left out (arXiv:2305.06161, appendix A). */
const KNOWN = new Set(
  [
    ...["Apache-HBase", "AutorestCI", "CLAassistant", "cmsbuild", "codecov-io", "codecov-commenter", "coveralls"],
    ...["danger-public", "dnfclas", "msftclas", "PyDocTeur", "SparkQA", "karma-pr-reporter", "claassistantio"],
    ...["probot-stale", "dependabot", "dependabot-preview", "renovate", "greenkeeper", "github-actions", "web-flow"],
    ...["pre-commit-ci", "snyk-bot", "allcontributors", "weblate"],
  ].map((name) => name.toLowerCase()),
);

/**
 * Whether a name on GitHub or of a commit's author is that of a program: `…[bot]`, a name of which `bot` is a word (`ci-bot`, `k8s-bot`,
 * `Foo Bot`), or one that is known. `Abbott` and `robotics` are none.
 */
export function isBotName(name: string): boolean {
  return KNOWN.has(name.trim().toLowerCase()) || /\[bot\]$|(?:^|[-_ .])(?:ro)?bots?(?:$|[-_ .])/i.test(name.trim());
}
