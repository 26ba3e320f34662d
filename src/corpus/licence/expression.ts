import spdxLicences from "spdx-license-list/spdx-simple.json" with { type: "json" };

/** An SPDX licence expression (SPDX specification 2.3, annex D). `id` is in SPDX's own spelling where SPDX knows it. */
export type LicenceExpression =
  | { readonly kind: "licence"; readonly id: string; readonly known: boolean; readonly exception: string | null }
  | { readonly kind: "and" | "or"; readonly parts: readonly LicenceExpression[] };

/** Stands for a licence file whose text is like no licence that SPDX lists. */
export const UNRECOGNISED_LICENCE = "LicenseRef-unrecognised";

const LONGEST = 1000;
const DEEPEST = 20;

const spelling = new Map(spdxLicences.map((id) => [id.toLowerCase(), id]));

/** How licences are written by people who do not look SPDX up; facts from manifests of npm, Cargo, PyPI and Maven. */
const ALIASES: Readonly<Partial<Record<string, string>>> = {
  "apache 2": "Apache-2.0",
  "apache 2.0": "Apache-2.0",
  "apache-2": "Apache-2.0",
  apache2: "Apache-2.0",
  "apache license 2.0": "Apache-2.0",
  "apache license, version 2.0": "Apache-2.0",
  "apache license version 2.0": "Apache-2.0",
  "apache software license": "Apache-2.0",
  "the apache license, version 2.0": "Apache-2.0",
  "the apache software license, version 2.0": "Apache-2.0",
  "mit license": "MIT",
  "the mit license": "MIT",
  "mit/x11": "MIT",
  expat: "MIT",
  bsd: "BSD-3-Clause",
  "bsd license": "BSD-3-Clause",
  "bsd 3-clause": "BSD-3-Clause",
  "bsd-3": "BSD-3-Clause",
  "new bsd": "BSD-3-Clause",
  "new bsd license": "BSD-3-Clause",
  "bsd 2-clause": "BSD-2-Clause",
  "bsd-2": "BSD-2-Clause",
  "simplified bsd": "BSD-2-Clause",
  "isc license": "ISC",
  "isc license (iscl)": "ISC",
  psf: "PSF-2.0",
  "python software foundation license": "PSF-2.0",
  unlicensed: "LicenseRef-proprietary",
  proprietary: "LicenseRef-proprietary",
  "public domain": "LicenseRef-public-domain",
  gpl: "GPL-1.0-or-later",
  gplv2: "GPL-2.0-only",
  gplv3: "GPL-3.0-only",
  "gplv2+": "GPL-2.0-or-later",
  "gplv3+": "GPL-3.0-or-later",
  lgplv3: "LGPL-3.0-only",
  "lgpl-2.1": "LGPL-2.1-only",
  agplv3: "AGPL-3.0-only",
  "mpl 2.0": "MPL-2.0",
  "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
  "eclipse public license 2.0": "EPL-2.0",
  zlib: "Zlib",
};

/**
 * Reads an expression: identifiers in any case, `AND`, `OR`, `WITH`, parentheses, Cargo's `/` for OR, and common names such as
 * "Apache 2.0". Null for what is no expression ("SEE LICENSE IN file", prose). An identifier that SPDX does not have is
 * kept, with `known` false.
 */
export function parseLicenceExpression(text: string): LicenceExpression | null {
  const trimmed = text.trim().replace(/\s+/g, " ");
  if (trimmed === "" || trimmed.length > LONGEST) return null;
  const alias = licenceNamed(trimmed);
  if (alias !== undefined) return licence(alias);
  const tokens = trimmed.match(/[()/]|[^\s()/]+/g) ?? [];
  const reader = new ExpressionReader(tokens);
  const expression = reader.readOr(0);
  return reader.atEnd ? expression : null;
}

/** The SPDX identifier of a licence by its identifier in any case or by a common name; undefined where there is none. */
export function licenceNamed(name: string): string | undefined {
  const key = name.toLowerCase();
  return spelling.get(key) ?? (Object.hasOwn(ALIASES, key) ? ALIASES[key] : undefined);
}

/** The expression as SPDX writes it. */
export function formatLicence(expression: LicenceExpression): string {
  if (expression.kind === "licence")
    return expression.exception === null ? expression.id : `${expression.id} WITH ${expression.exception}`;
  const parts = expression.parts.map((part) =>
    expression.kind === "and" && part.kind === "or" ? `(${formatLicence(part)})` : formatLicence(part),
  );
  return parts.join(expression.kind === "and" ? " AND " : " OR ");
}

/** Both licences at once; equal ones once. */
export function allOf(expressions: readonly LicenceExpression[]): LicenceExpression | null {
  const different = new Map(expressions.map((expression) => [formatLicence(expression), expression]));
  const parts = [...different.values()];
  return parts.length > 1 ? { kind: "and", parts } : (parts[0] ?? null);
}

/** A licence that SPDX lists, or a `LicenseRef-…`. */
export function licence(id: string): LicenceExpression {
  return { kind: "licence", id, known: isKnown(id), exception: null };
}

/** Recursive descent over tokens; WITH binds closest, then AND, then OR. Methods return null at what is no expression. */
class ExpressionReader {
  private readonly tokens: readonly string[];
  private at = 0;

  constructor(tokens: readonly string[]) {
    this.tokens = tokens;
  }

  get atEnd(): boolean {
    return this.at === this.tokens.length;
  }

  readOr(depth: number): LicenceExpression | null {
    return this.readParts("or", depth);
  }

  private readParts(kind: "and" | "or", depth: number): LicenceExpression | null {
    const parts: LicenceExpression[] = [];
    do {
      const part = kind === "or" ? this.readParts("and", depth) : this.readOne(depth);
      if (part === null) return null;
      parts.push(part);
    } while (this.take(kind) || (kind === "or" && this.take("/")));
    return parts.length === 1 ? (parts[0] ?? null) : { kind, parts };
  }

  private readOne(depth: number): LicenceExpression | null {
    if (this.take("(")) {
      const inner = depth < DEEPEST ? this.readOr(depth + 1) : null;
      return inner !== null && this.take(")") ? inner : null;
    }
    const id = this.word();
    if (id === null) return null;
    const exception = this.take("with") ? this.word() : null;
    return { kind: "licence", id: spdxSpelling(id), known: isKnown(id), exception };
  }

  private word(): string | null {
    const token = this.tokens[this.at];
    if (token === undefined || !/^[\w.+:-]+$/.test(token) || /^(and|or|with)$/i.test(token)) return null;
    this.at += 1;
    return token;
  }

  private take(token: string): boolean {
    if (this.tokens[this.at]?.toLowerCase() !== token) return false;
    this.at += 1;
    return true;
  }
}

function spdxSpelling(id: string): string {
  return licenceNamed(id) ?? licenceNamed(id.replace(/\+$/, "-or-later")) ?? id;
}

function isKnown(id: string): boolean {
  return spelling.has(spdxSpelling(id).replace(/\+$/, "").toLowerCase());
}
