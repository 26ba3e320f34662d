import { Parser } from "htmlparser2";

const BLOCKS = new Set([
  "p",
  "div",
  "pre",
  "ul",
  "ol",
  "blockquote",
  "table",
  "h1",
  "h2",
  "h3",
  "h4",
  "h5",
  "h6",
  "dl",
]);
const LINES = new Set(["br", "li", "tr", "dt", "dd", "hr"]);
const UNSEEN = new Set(["script", "style", "head", "template"]);

/**
 * The visible text of HTML: paragraphs apart by an empty line, list items and rows on lines of their own, white space as a browser
 * shows it; what is in `pre` stays as it is. Broken HTML is read as browsers do.
 */
export function htmlText(html: string): string {
  const text = new VisibleText();
  const parser = new Parser(
    {
      onopentag: (name) => {
        text.open(name);
      },
      onclosetag: (name) => {
        text.close(name);
      },
      ontext: (data) => {
        text.add(data);
      },
    },
    { decodeEntities: true },
  );
  parser.end(html);
  return text.finish();
}

class VisibleText {
  private readonly parts: string[] = [];
  private preformatted = 0;
  private unseen = 0;
  /** Line feeds that are due before the next text. */
  private due = 0;
  private spaceDue = false;

  open(name: string): void {
    if (UNSEEN.has(name)) this.unseen += 1;
    this.separate(name);
    if (name === "pre") this.preformatted += 1;
    if (name === "li") this.add("- ");
  }

  close(name: string): void {
    if (UNSEEN.has(name)) this.unseen -= 1;
    if (name === "pre") this.preformatted -= 1;
    if (name === "td" || name === "th") this.spaceDue = true;
    if (name !== "br") this.separate(name);
  }

  add(data: string): void {
    if (this.unseen > 0 || data === "") return;
    const text = this.preformatted > 0 ? data : data.replace(/[ \t\r\n\f]+/g, " ");
    if (text === " ") {
      this.spaceDue = true;
      return;
    }
    const atStart = this.parts.length === 0;
    if (this.due > 0 && !atStart) this.parts.push("\n".repeat(this.due));
    const atLineStart = atStart || this.due > 0 || this.parts.at(-1)?.endsWith("\n") === true;
    const shown = atLineStart && this.preformatted === 0 ? text.replace(/^ /, "") : text;
    if (this.spaceDue && !atLineStart && !/^\s/.test(shown) && this.parts.at(-1)?.endsWith(" ") === false)
      this.parts.push(" ");
    this.spaceDue = false;
    this.due = 0;
    this.parts.push(shown);
  }

  finish(): string {
    return this.parts
      .join("")
      .replace(/[ \t]+$/gm, "")
      .trim();
  }

  private separate(name: string): void {
    if (BLOCKS.has(name)) this.due = 2;
    else if (LINES.has(name)) this.due = Math.max(this.due, 1);
  }
}
