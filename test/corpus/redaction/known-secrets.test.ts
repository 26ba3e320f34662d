import assert from "node:assert/strict";
import { creator } from "@secretlint/secretlint-rule-preset-recommend";
import { findKnownSecrets } from "../../../src/corpus/redaction/known-secrets.ts";

/** Characters as good as random, of an alphabet. */
function characters(alphabet: string, count: number): string {
  return Array.from({ length: count }, (_, at) => alphabet.charAt((at * at * 7 + at * 13 + 5) % alphabet.length)).join(
    "",
  );
}

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const WORD = `${LETTERS}0123456789`;
const HEX = "0123456789abcdef";
const word = (count: number): string => characters(WORD, count);

/** A text that each of the rules finds something in: made here, so that nobody takes it for a secret. */
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  aws: [`AWS_SECRET_ACCESS_KEY = "${word(40)}"`, `awsSecretAccessKey: '${word(40)}'`],
  privatekey: [`-----BEGIN RSA PRIVATE KEY-----\nMII${characters(`${WORD}+/`, 200)}=\n-----END RSA PRIVATE KEY-----`],
  npm: [`npm_${word(36)}`],
  slack: [
    `xoxb-${characters("0123456789", 12)}-${word(24)}`,
    `HTTPS://Hooks.Slack.com/services/T${word(8)}/B${word(8)}/${word(24)}`,
  ],
  basicauth: [`https://ada:${word(12)}@mirror.lovelace.net/`],
  openai: [`sk-${word(20)}T3BlbkFJ${word(20)}`],
  anthropic: [`sk-ant-api03-${word(95)}AA`],
  groq: [`gsk_${word(52)}`],
  huggingface: [`hf_${characters(LETTERS, 34)}`],
  linear: [`lin_api_${word(40)}`],
  notion: [`ntn_${characters("0123456789", 11)}${word(35)}`],
  sendgrid: [`SG.${word(22)}.${word(43)}`],
  shopify: [`shpat_${characters(HEX, 32)}`],
  stripe: [`sk_live_${word(24)}`],
  github: [`ghp_${word(36)}`, `github_pat_${word(82)}`],
  gitlab: [`glpat-${word(20)}`],
  grafana: [`glsa_${word(32)}_${characters(HEX, 8)}`],
  "hashicorp-vault": [`hvs.${word(95)}`],
  vercel: [`vcp_${word(24)}`],
  databricks: [`dapi${characters(HEX, 32)}`],
  docker: [`dckr_pat_${word(27)}`],
  figma: [`figd_${word(40)}`],
  cloudflare: [`cfut_${word(40)}${characters(HEX, 8)}`],
  tailscale: [`tskey-auth-${word(12)}-${word(32)}`],
  "database-connection-string": [
    `MongoDB+srv://ada:${word(12)}@cluster.lovelace.net/main`,
    `jdbc:mysql://ada:${word(12)}@db.lovelace.net/main`,
    `postgres://ada:${word(12)}@db.lovelace.net/main`,
  ],
};
/** Rules whose examples cannot be made in a line: whole files, and base64 of JSON. They have fixed parts all the same. */
const WHOLE = ["1password", "filter-comments", "gcp"];

describe("secrets of known form", () => {
  for (const [rule, examples] of Object.entries(EXAMPLES)) {
    it(`are found by the rule ${rule}`, async () => {
      for (const example of examples) {
        const found = await findKnownSecrets(`before\n${example}\nafter\n`, "settings.py");
        assert.ok(
          found.some((finding) => finding.rule === `secretlint/${rule}`),
          example.slice(0, 8),
        );
      }
    });
  }

  it("are those of all rules that secretlint recommends", () => {
    const known = creator.rules.map(({ meta }) => meta.id.replace("@secretlint/secretlint-rule-", ""));
    assert.deepEqual(known.toSorted(), [...Object.keys(EXAMPLES), ...WHOLE].toSorted());
  });
});
