/** Credentials in addresses that documentation writes, that stay on the machine, or that are everyone's. */
const DOCUMENTED =
  /:(?:pass(?:word|wd)?|secret|pwd|bar|\*+|x+|<[^@]*>|\$[^@]*|%[^@]*|\{[^@]*)@|@(?:localhost|127\.0\.0\.1|host(?:name)?)\b|example\./i;
const USER_AND_PASSWORD = /:\/\/(?<user>[^:@/]*):(?<password>[^@]*)@/;

/** Whether an address with a password in it, or another secret, is one that documentation shows. */
export function isDocumentedCredential(text: string): boolean {
  const { user, password } = USER_AND_PASSWORD.exec(text)?.groups ?? {};
  return DOCUMENTED.test(text) || user === "anonymous" || (password !== undefined && user === password);
}
