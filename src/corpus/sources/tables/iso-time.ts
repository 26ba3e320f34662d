const MOST_SECONDS = 1e11;

/** ISO 8601 in UTC of a date's text, or of seconds or milliseconds since 1970; undefined for what is none. */
export function isoTime(value: unknown): string | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const number = typeof value === "number" ? value : /^\d{9,13}$/.test(value) ? Number(value) : undefined;
  const zoned =
    typeof value === "string" && !/(?:Z|[+-]\d\d:?\d\d)$/i.test(value) ? `${value.replace(" ", "T")}Z` : value;
  const date = new Date(number === undefined ? zoned : number < MOST_SECONDS ? number * 1000 : number);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
