import type { JSX } from "preact";

const KEYWORDS =
  "abstract|as|async|await|break|case|catch|class|const|continue|def|default|del|do|elif|else|enum|except|export|extends|false|final|finally|fn|for|from|func|function|go|if|implements|import|in|interface|is|lambda|let|match|mut|namespace|new|nil|None|not|null|or|package|pass|private|protected|pub|public|raise|return|self|static|struct|super|switch|this|throw|trait|true|True|False|try|type|undefined|use|var|void|while|with|yield";

const KINDS = ["comment", "string", "number", "keyword"];

/** Comments, strings, numbers and words that most languages share. One pass; no piece of it backtracks over a line. */
const PIECES = new RegExp(
  String.raw`(?<comment>//[^\n]*|/\*[\s\S]*?\*/|(?<=^|\s)#[^\n]*|"""[\s\S]*?""")|(?<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|` +
    "`(?:[^`\\\\]|\\\\.)*`" +
    String.raw`)|(?<number>\b\d[\w.]*)|(?<keyword>\b(?:${KEYWORDS})\b)`,
  "g",
);

/** A text with its comments, strings, numbers and common keywords coloured, whatever its language. */
export function Highlighted({ text }: { readonly text: string }): JSX.Element {
  const parts: (string | JSX.Element)[] = [];
  let end = 0;
  for (const match of text.matchAll(PIECES)) {
    const kind = KINDS.find((name) => match.groups?.[name] !== undefined);
    parts.push(text.slice(end, match.index), <span class={kind}>{match[0]}</span>);
    end = match.index + match[0].length;
  }
  parts.push(text.slice(end));
  return <code>{parts}</code>;
}
