/** Up to the last `@` before a slash, because people write passwords with an `@` in them. */
const USER_INFORMATION = /\b([a-z][a-z\d+.-]*:\/\/)([^\s/?#"'<>]*)@/gi;

/** A text without the user names and passwords that addresses in it have: `https://user:secret@host` is `https://host`. */
export function withoutCredentials(text: string): string {
  return text.replace(USER_INFORMATION, "$1");
}

/**
 * As `withoutCredentials`, but the user of an address of ssh stays: what is asked for there is a key of that user, so the name is part of
 * the place, and no secret.
 */
export function withoutSecrets(text: string): string {
  return text.replace(USER_INFORMATION, (_all, scheme: string, user: string) => {
    const [name = ""] = user.split(":");
    return /^(?:git\+)?ssh:/i.test(scheme) && name !== "" ? `${scheme}${name}@` : scheme;
  });
}

/** A value as JSON, without the secrets of the addresses in all its texts: what may be written to disk. */
export function jsonWithoutSecrets(value: unknown, indent?: number): string {
  const replace = (_name: string, member: unknown): unknown =>
    typeof member === "string" ? withoutSecrets(member) : member;
  return JSON.stringify(value, replace, indent);
}
