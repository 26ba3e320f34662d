import type { QueryValues } from "./corpus-tables.ts";
import type { Selection } from "./messages.ts";

/** A selection of documents as a condition of SQL over `documents`, with the values of its parameters. */
export function selectionSql({ source, language, rule, search }: Selection): {
  readonly where: string;
  readonly values: QueryValues;
} {
  const conditions: string[] = [];
  const values: QueryValues = {};
  const equals = (column: string, value: string): void => {
    conditions.push(`${column} = $${column}`);
    values[column] = value;
  };
  if (source !== undefined) equals("source", source);
  if (language === null) conditions.push("language IS NULL");
  else if (language !== undefined) equals("language", language);
  if (rule !== undefined) equals("rule", rule);
  if (search !== undefined && search !== "") {
    conditions.push("contains(lower(path), lower($search))");
    values["search"] = search;
  }
  return { where: conditions.length === 0 ? "true" : conditions.join(" AND "), values };
}
