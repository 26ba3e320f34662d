/** Text within a Python text of three quotes: a file may be called anything, and its name must not end the text. */
export function docText(text: string): string {
  return text.replace(/["\\\n\r]/g, "_");
}

/** A text as Python writes it: all that JSON escapes means the same there. */
export function pythonText(text: string): string {
  return JSON.stringify(text);
}
