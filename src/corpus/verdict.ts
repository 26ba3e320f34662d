import type { CorpusFile } from "../experiment/corpus-file.ts";
import { StageError } from "../stage/runner.ts";
import type { TextContent } from "./analysis.ts";
import { SIGNALS, type SignalName } from "./signals/signals.ts";

/** Whether a document is kept, by which rule, and why, as a sentence with value and threshold. */
export interface Verdict {
  readonly kept: boolean;
  /** `kept`, `duplicate`, `binary`, `empty`, `too-large`, `unreadable`, or the filter's name. */
  readonly rule: string;
  readonly reason: string;
}

type Filters = CorpusFile["filters"];

export const dropped = {
  unreadable: (reason: string): Verdict => ({
    kept: false,
    rule: "unreadable",
    reason: `it cannot be read: ${reason}`,
  }),
  binary: (reason: string): Verdict => ({ kept: false, rule: "binary", reason: `it is not text: ${reason}` }),
  empty: (): Verdict => ({ kept: false, rule: "empty", reason: "it has nothing but white space" }),
  tooLarge: (size: number, limit: number): Verdict => ({
    kept: false,
    rule: "too-large",
    reason: `${String(size)} bytes are more than maxFileBytes, ${String(limit)}`,
  }),
};

/**
 * Judges documents in the order of their sources: filters in the order of the corpus file, then exact duplicates, of which the
 * first that passes the filters is kept.
 */
export class Judge {
  private readonly filters: Filters;
  private readonly dedup: CorpusFile["dedup"];
  /** Content digest to the copy that is kept. */
  private readonly kept = new Map<string, string>();

  constructor({ filters, dedup }: Pick<CorpusFile, "filters" | "dedup">) {
    this.filters = filters;
    this.dedup = dedup;
  }

  /** `name` is how later duplicates call this document: `source:path`. */
  judge(content: TextContent, name: string): Verdict {
    for (const [signal, bounds] of Object.entries(this.filters)) {
      const reason = outOfBounds(content, signal, bounds);
      if (reason !== undefined) return { kept: false, rule: signal, reason };
    }
    const copy = this.kept.get(content.digest);
    if (copy !== undefined && this.dedup === "exact") {
      return { kept: false, rule: "duplicate", reason: `same content as ${copy}` };
    }
    this.kept.set(content.digest, copy ?? name);
    const filtered = Object.keys(this.filters).length;
    const passed =
      filtered === 0 ? "there are no filters" : `it passes ${filtered === 1 ? "the filter" : "every filter"}`;
    return { kept: true, rule: "kept", reason: `${passed}; quality ${content.quality.toFixed(2)}` };
  }
}

function outOfBounds(content: TextContent, signal: string, { min, max }: Filters[string]): string | undefined {
  const value = signal === "quality" ? content.quality : content.signals[signalName(signal)];
  if (value === undefined) {
    // A signal that does not apply drops nothing; one that should be there and is not must not pass in silence.
    const ofSyntax = SIGNALS.some(({ name, family }) => name === signal && family === "syntax");
    const { syntaxProblem } = content;
    return ofSyntax && syntaxProblem !== null ? `${signal} is not known: ${syntaxProblem}` : undefined;
  }
  if (min !== undefined && value < min) return `${signal} ${shown(value, min)} is below ${String(min)}`;
  if (max !== undefined && value > max) return `${signal} ${shown(value, max)} is above ${String(max)}`;
  return undefined;
}

/** Three digits, or as many as it takes to tell the value from its bound. */
function shown(value: number, bound: number): string {
  for (let digits = 3; digits < 17; digits += 1) {
    const text = String(Number(value.toPrecision(digits)));
    if (Number(text) !== bound) return text;
  }
  return String(value);
}

function isSignalName(name: string): name is SignalName {
  return SIGNALS.some((signal) => signal.name === name);
}

function signalName(name: string): SignalName {
  if (!isSignalName(name)) throw new StageError(`No signal is called "${name}".`);
  return name;
}
