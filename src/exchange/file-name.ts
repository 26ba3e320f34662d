/** A name as a file's: what is no letter, digit, `.`, `_`, `+` or `-` becomes `_`, and none begins with a dot. */
export function fileNameOf(name: string): string {
  return name.replace(/[^\w.+-]+/g, "_").replace(/^\./, "_");
}
