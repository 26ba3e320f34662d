/** A text without the user names and passwords that addresses in it have: `https://user:secret@host` is `https://host`. */
export function withoutCredentials(text: string): string {
  return text.replace(/\b([a-z][a-z\d+.-]*:\/\/)[^\s/@]*@/gi, "$1");
}
