import type { SignalDescription } from "./signal.ts";

/** Signals of how carefully a file is laid out, which editors and formatters see to; prose has other customs. */
export const LAYOUT_SIGNALS = {
  trailingSpaceLineShare: { unit: "share", source: "Ablate", doc: "Lines that end with spaces or tabs, of all lines." },
  openLastLine: { unit: "flag", source: "Ablate", doc: "1 where the last line does not end with a line feed." },
  mixedIndentShare: {
    unit: "share",
    source: "Ablate",
    doc: "Lines indented by the rarer of tabs and spaces, of the lines that begin with a tab or with two or more spaces.",
  },
} as const satisfies Record<string, SignalDescription>;

export type LayoutSignal = keyof typeof LAYOUT_SIGNALS;

const FEED = 0x0a;
const RETURN = 0x0d;
const TAB = 0x09;
const SPACE = 0x20;

/** Measures a text that is not empty. A carriage return before a line feed is part of the line's end. */
export function measureLayout(text: string): Record<LayoutSignal, number> {
  let lines = 0;
  let trailing = 0;
  let tabs = 0;
  let spaces = 0;
  for (let start = 0; start < text.length;) {
    const feed = text.indexOf("\n", start);
    let end = feed === -1 ? text.length : feed;
    lines += 1;
    // One space alone begins the lines of a block comment.
    const first = text.charCodeAt(start);
    if (first === TAB) tabs += 1;
    else if (first === SPACE && text.charCodeAt(start + 1) === SPACE) spaces += 1;
    const next = end + 1;
    if (end > start && text.charCodeAt(end - 1) === RETURN) end -= 1;
    const last = end > start ? text.charCodeAt(end - 1) : FEED;
    if (last === SPACE || last === TAB) trailing += 1;
    start = next;
  }
  return {
    trailingSpaceLineShare: trailing / lines,
    openLastLine: text.endsWith("\n") ? 0 : 1,
    mixedIndentShare: tabs + spaces === 0 ? 0 : Math.min(tabs, spaces) / (tabs + spaces),
  };
}
