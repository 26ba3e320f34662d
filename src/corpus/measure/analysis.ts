import type { DocumentClass } from "../../experiment/corpus-file.ts";
import { contentId, countLines, decodeContent, normalisedDigest } from "./content.ts";
import { MEASURED_SIGNATURE, textSignature } from "../dedup/signature.ts";
import { formatLicence } from "../licence/expression.ts";
import { licenceInHeader } from "../licence/header.ts";
import { detectLanguage, usualClass } from "../language/detect-language.ts";
import { measureRules } from "../rules/measure-rules.ts";
import { scoreQuality } from "../quality/quality.ts";
import type { Finding } from "../redaction/finding.ts";
import { findSensitive } from "../redaction/find.ts";
import { measureCommentedCode } from "../signals/commented-code.ts";
import { isProse, measureText, SIGNALS, type SignalValues } from "../signals/signals.ts";
import { measureSyntax } from "../signals/syntax.ts";
import { encodeLeafSpans } from "../syntax/leaf-spans.ts";
import type { SyntaxParser } from "../syntax/syntax-parser.ts";

/** What there is to be told about a file's content before any filter. */
export interface Analysis {
  /** SHA-256 of the content, hex. */
  readonly id: string;
  readonly content: BinaryContent | EmptyContent | TextContent;
}

export interface BinaryContent {
  readonly kind: "binary";
  readonly reason: string;
}

export interface EmptyContent {
  readonly kind: "empty";
}

export interface TextContent {
  readonly kind: "text";
  readonly text: string;
  /** Equal for documents that are exact duplicates. */
  readonly digest: string;
  /** MinHash, by `MEASURED_SIGNATURE`; null for a text of a few words. */
  readonly signature: Uint8Array | null;
  readonly lines: number;
  readonly class: DocumentClass;
  /** As Linguist names it; null where it cannot be told. */
  readonly language: string | null;
  /** The user's own rules among them. */
  readonly signals: Readonly<Partial<Record<string, number>>>;
  /** In [0,1]. */
  readonly quality: number;
  readonly contributions: SignalValues;
  /** Why signals of syntax are missing though there is a grammar; null otherwise. */
  readonly syntaxProblem: string | null;
  /** SPDX expression that the text states about itself; null where it states none. */
  readonly headerLicence: string | null;
  /** Secrets and personal data. */
  readonly findings: readonly Finding[];
  /** Where identifiers and comments lie, encoded; null without a syntax tree. */
  readonly leaves: Uint8Array | null;
}

/** Decodes, measures and scores one file's content. `path`, within its source, tells its language; without a class or language, path and content tell it. */
export async function analyseContent(
  bytes: Uint8Array,
  path: string,
  declaredClass: DocumentClass | undefined,
  declaredLanguage: string | undefined,
  parser: SyntaxParser,
): Promise<Analysis> {
  const id = contentId(bytes);
  const { text, binary } = decodeContent(bytes);
  if (text === undefined) return { id, content: { kind: "binary", reason: binary } };
  if (text.trim() === "") return { id, content: { kind: "empty" } };

  const prose = declaredClass !== undefined && isProse(declaredClass);
  const language = declaredLanguage ?? detectLanguage(path, text) ?? (prose ? "Text" : null);
  const documentClass = declaredClass ?? usualClass(language);
  const syntax = await syntaxSignals(text, language, documentClass, parser);
  const signals = { ...measureText(text, path, documentClass), ...syntax.signals };
  const { quality, contributions } = scoreQuality(signals, documentClass);
  const stated = licenceInHeader(text);
  const content: TextContent = {
    kind: "text",
    text,
    digest: normalisedDigest(text),
    signature: textSignature(text, MEASURED_SIGNATURE),
    lines: countLines(text),
    class: documentClass,
    language,
    signals: { ...signals, ...syntax.rules },
    quality,
    contributions,
    syntaxProblem: syntax.problem,
    headerLicence: stated === null ? null : formatLicence(stated),
    findings: await findSensitive(text, path),
    leaves: syntax.leaves,
  };
  return { id, content };
}

/** A syntax tree takes some tens of bytes for each character, and a thread's WebAssembly memory is bounded. */
const PARSED_CHARACTERS = 2_000_000;

interface SyntaxMeasures {
  readonly signals: SignalValues;
  /** Values of the user's own rules. */
  readonly rules: Readonly<Record<string, number>>;
  readonly leaves: Uint8Array | null;
  /** Why there are none though there is a grammar; null otherwise. */
  readonly problem: string | null;
}

const NO_SYNTAX = { signals: {}, rules: {}, leaves: null };

async function syntaxSignals(
  text: string,
  language: string | null,
  documentClass: DocumentClass,
  parser: SyntaxParser,
): Promise<SyntaxMeasures> {
  const wanted = SIGNALS.some(({ family, appliesTo }) => family === "syntax" && appliesTo(documentClass, true));
  if (!wanted || language === null || !parser.knows(language)) return { ...NO_SYNTAX, problem: null };
  if (text.length > PARSED_CHARACTERS) {
    const problem = `its ${text.length} characters are more than the parser is given, ${PARSED_CHARACTERS}`;
    return { ...NO_SYNTAX, problem };
  }
  const { captures, names, rules, problem } = await parser.parse(text, language);
  if (captures === undefined) return { ...NO_SYNTAX, problem };
  const comments = captures.filter(({ name }) => name === "comment");
  const reads = (fragment: string): Promise<boolean> => parser.reads(fragment, language);
  const commented = names.has("comment") && {
    commentedCodeShare: await measureCommentedCode(text, countLines(text), comments, reads),
  };
  return {
    signals: { ...measureSyntax(text, captures, names), ...commented },
    rules: measureRules(text, documentClass, rules),
    leaves: encodeLeafSpans(captures),
    problem: null,
  };
}
