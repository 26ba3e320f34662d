/** Draws from a seed: the same values on every machine. */
export class Draw {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** A whole number from 0 to `below` − 1 (mulberry32). */
  below(below: number): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  }

  of<Choice>(choices: readonly [Choice, ...Choice[]]): Choice {
    return choices[this.below(choices.length)] ?? choices[0];
  }

  text(alphabet: string, length: number): string {
    return Array.from({ length }, () => alphabet.charAt(this.below(alphabet.length))).join("");
  }
}

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const UPPER = LOWER.toUpperCase();
const DIGITS = "0123456789";
const WORD = `${LOWER}${UPPER}${DIGITS}`;
const HEX = `${DIGITS}abcdef`;
const BASE32 = `${UPPER}234567`;
const BASE64 = `${WORD}+/`;
const URL_SAFE = `${WORD}-_`;

/** How values of a kind look, from the providers' own documentation of their formats. */
export interface PlantedFormat {
  readonly name: string;
  /** Where a value of this kind stands; left out, anywhere. `words`: only beside words that say what it is. */
  readonly places?: "names" | "words";
  readonly make: (draw: Draw) => string;
}

function prefixed(name: string, prefix: string, alphabet: string, length: number, suffix = ""): PlantedFormat {
  return { name, make: (draw: Draw): string => `${prefix}${draw.text(alphabet, length)}${suffix}` };
}

function jwtPart(draw: Draw, head: string): string {
  return `${Buffer.from(head).toString("base64url")}.${Buffer.from(
    JSON.stringify({ sub: draw.text(DIGITS, 10), iat: 1_500_000_000 + draw.below(1e8) }),
  ).toString("base64url")}.${draw.text(URL_SAFE, 43)}`;
}

/** Tokens that tell by themselves what they are. */
export const TOKEN_FORMATS: readonly PlantedFormat[] = [
  prefixed("AWS access key", "AKIA", BASE32, 16),
  prefixed("GitHub personal", "ghp_", WORD, 36),
  prefixed("GitHub server", "ghs_", WORD, 36),
  {
    name: "GitHub fine-grained",
    make: (draw: Draw): string => `github_pat_${draw.text(WORD, 22)}_${draw.text(WORD, 59)}`,
  },
  prefixed("GitLab personal", "glpat-", URL_SAFE, 20),
  {
    name: "Slack bot",
    make: (draw: Draw): string => `xoxb-${draw.text(DIGITS, 12)}-${draw.text(DIGITS, 12)}-${draw.text(WORD, 24)}`,
  },
  {
    name: "Slack webhook",
    make: (draw: Draw): string =>
      `https://hooks.slack.com/services/T${draw.text(UPPER, 8)}/B${draw.text(UPPER, 8)}/${draw.text(WORD, 24)}`,
  },
  prefixed("Stripe live", "sk_live_", WORD, 24),
  prefixed("Stripe restricted", "rk_live_", WORD, 24),
  prefixed("Google API", "AIza", URL_SAFE, 35),
  prefixed("Google OAuth secret", "GOCSPX-", URL_SAFE, 28),
  prefixed("npm", "npm_", WORD, 36),
  prefixed("PyPI", "pypi-AgEIcHlwaS5vcmc", URL_SAFE, 80),
  { name: "SendGrid", make: (draw: Draw): string => `SG.${draw.text(URL_SAFE, 22)}.${draw.text(URL_SAFE, 43)}` },
  prefixed("Twilio key", "SK", HEX, 32),
  prefixed("Mailgun", "key-", HEX, 32),
  {
    name: "OpenAI project",
    make: (draw: Draw): string => `sk-proj-${draw.text(URL_SAFE, 74)}T3BlbkFJ${draw.text(URL_SAFE, 74)}`,
  },
  { name: "OpenAI", make: (draw: Draw): string => `sk-${draw.text(WORD, 20)}T3BlbkFJ${draw.text(WORD, 20)}` },
  prefixed("Anthropic", "sk-ant-api03-", URL_SAFE, 93, "AA"),
  prefixed("Hugging Face", "hf_", `${LOWER}${UPPER}`, 34),
  prefixed("DigitalOcean", "dop_v1_", HEX, 64),
  prefixed("Shopify", "shpat_", HEX, 32),
  prefixed("Linear", "lin_api_", WORD, 40),
  prefixed("Notion", "ntn_", WORD, 46),
  prefixed("Databricks", "dapi", HEX, 32),
  prefixed("HashiCorp Vault", "hvs.", URL_SAFE, 95),
  prefixed("Docker", "dckr_pat_", URL_SAFE, 27),
  { name: "Grafana", make: (draw: Draw): string => `glsa_${draw.text(WORD, 32)}_${draw.text(HEX, 8)}` },
  prefixed("Figma", "figd_", URL_SAFE, 40),
  { name: "Postman", make: (draw: Draw): string => `PMAK-${draw.text(HEX, 24)}-${draw.text(HEX, 34)}` },
  { name: "Telegram bot", make: (draw: Draw): string => `${draw.text(DIGITS, 10)}:AA${draw.text(URL_SAFE, 33)}` },
  prefixed("age", "AGE-SECRET-KEY-1", "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58),
  { name: "JSON Web Token", make: (draw: Draw): string => jwtPart(draw, '{"alg":"HS256","typ":"JWT"}') },
  {
    name: "connection string",
    make: (draw: Draw): string =>
      `${draw.of(["postgres", "mysql", "mongodb", "redis"])}://${draw.text(LOWER, 6)}:${draw.text(WORD, 14)}@db.${draw.text(LOWER, 7)}.io:5432/${draw.text(LOWER, 5)}`,
  },
  {
    name: "user of a URL",
    make: (draw: Draw): string =>
      `https://${draw.text(LOWER, 6)}:${draw.text(WORD, 14)}@${draw.text(LOWER, 7)}.io/${draw.text(LOWER, 5)}`,
  },
  {
    name: "private key",
    make: (draw: Draw): string => {
      const lines = Array.from({ length: 13 }, () => draw.text(BASE64, 64)).join("\n");
      // In two halves: this file is no leak.
      const line = (word: string): string => `-----${word} ${draw.of(["RSA ", "EC ", "OPENSSH ", ""])}PRIVATE KEY-----`;
      return `${line("BEGIN")}\n${lines}\n${line("END")}`;
    },
  },
];

/** Secrets without a form of their own, which only the name tells that they are given to. */
export const NAMED_FORMATS: readonly PlantedFormat[] = [
  { name: "AWS secret key", places: "names", make: (draw: Draw): string => draw.text(BASE64, 40) },
  { name: "hexadecimal key", places: "names", make: (draw: Draw): string => draw.text(HEX, 32) },
  { name: "random key", places: "names", make: (draw: Draw): string => draw.text(WORD, 32) },
  {
    name: "password",
    places: "names",
    make: (draw: Draw): string => draw.text(WORD, 7) + draw.text("!#%*-_?", 2) + draw.text(WORD, 3),
  },
];

/** An address of the public internet that no range is reserved for: networks that registries have given out. */
export function publicAddress(draw: Draw): string {
  const first = draw.of([5, 17, 23, 31, 45, 62, 77, 81, 91, 93, 104, 130, 145, 151, 176, 178, 185, 193, 194, 212, 217]);
  return [first, 1 + draw.below(254), 1 + draw.below(254), 1 + draw.below(253)].join(".");
}

export function publicAddress6(draw: Draw): string {
  const group = (): string => (1 + draw.below(0xfffe)).toString(16);
  return `2a0${draw.below(10)}:${group()}:${group()}:${group()}::${group()}`;
}

/** What names nobody: private, reserved and documentation ranges, public name servers, versions. */
export function impersonalAddress(draw: Draw): string {
  const octet = (): number => 1 + draw.below(254);
  return draw.of([
    () => `10.${octet()}.${octet()}.${octet()}`,
    () => `192.168.${octet()}.${octet()}`,
    () => `172.${16 + draw.below(16)}.${octet()}.${octet()}`,
    () => `169.254.${octet()}.${octet()}`,
    () => `127.0.0.${octet()}`,
    () => `100.${64 + draw.below(64)}.${octet()}.${octet()}`,
    () => `198.51.100.${octet()}`,
    () => `203.0.113.${octet()}`,
    () => draw.of(["8.8.8.8", "8.8.4.4", "1.1.1.1", "9.9.9.9", "208.67.222.222"]),
    () => `224.0.0.${octet()}`,
  ])();
}

export function emailAddress(draw: Draw): string {
  const name = draw.text(LOWER, 3 + draw.below(7));
  const local = draw.of([() => name, () => `${name}.${draw.text(LOWER, 6)}`, () => `${name}${draw.below(100)}`])();
  return `${local}@${draw.text(LOWER, 4 + draw.below(8))}.${draw.of(["com", "org", "net", "io", "de", "co.uk"])}`;
}
