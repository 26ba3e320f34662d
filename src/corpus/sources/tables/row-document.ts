import { documentClass } from "../../../experiment/corpus-file.ts";
import { linguistName } from "../../language/detect-language.ts";
import type { SourceFile } from "../source-file.ts";
import { unreadable } from "../unreadable.ts";
import { isoTime } from "./iso-time.ts";
import type { Field, Layout } from "./layouts.ts";
import { bytesColumn } from "./parquet/text-columns.ts";
import { isRecord, type TableRow } from "./table-row.ts";

/** The document of a row. `place` is the file that it stands in; one that is wrong is a document that cannot be read. */
export function rowDocument(row: TableRow, place: string, layout: Layout, maxBytes: number): SourceFile {
  const here = `${place}/${String(row.number)}`;
  if (row.columns === undefined)
    return unreadable(here, `row ${String(row.number)}: ${row.problem.message}`, row.problem.bytes);
  const { columns } = row;
  const field = (name: Field): string | undefined => textOf(firstOf(columns, layout[name]));
  const repository = field("repository");
  const path = cleanPath([repository, field("path")]) ?? here;
  const origin = {
    path: field("path") === undefined ? here : path,
    revision: field("revision") ?? null,
    repository,
    licence: licenceOf(firstOf(columns, layout.licence)),
    language: linguistName(field("language") ?? ""),
    blob: objectId(field("blob")),
    time: isoTime(firstOf(columns, layout.time)),
    class: documentClass.safeParse(field("class")).data,
  };
  const text = firstOf(columns, layout.text);
  if (typeof text !== "string") {
    const large = layout.text?.map((name) => Number(columns[bytesColumn(name)] ?? 0)).find((size) => size > maxBytes);
    const reason = large === undefined ? `there is no text in ${(layout.text ?? []).join(" or ")}` : "it is too large";
    return { ...origin, ...unreadable(origin.path, `row ${String(row.number)}: ${reason}`, large) };
  }
  const size = Buffer.byteLength(text);
  // Let go at once: documents wait for each other, and rows may be as large as memory allows one to be.
  if (size > maxBytes) return { ...origin, ...unreadable(origin.path, "it is too large", size) };
  return { ...origin, size, read: () => Promise.resolve(new TextEncoder().encode(text)) };
}

function firstOf(columns: Readonly<Record<string, unknown>>, names: readonly string[] = []): unknown {
  for (const name of names) {
    const value = columns[name] ?? memberOf(columns, name);
    if (value !== null && value !== undefined && value !== "") return value;
  }
  return undefined;
}

function memberOf(columns: Readonly<Record<string, unknown>>, name: string): unknown {
  return name.split(".").reduce<unknown>((value, member) => {
    const object = typeof value === "string" && value.startsWith("{") ? parsed(value) : value;
    return isRecord(object) && Object.hasOwn(object, member) ? object[member] : undefined;
  }, columns);
}

/** Some data sets keep their metadata as JSON in a text column. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

/** Several licences of a repository all hold. */
function licenceOf(value: unknown): string | undefined {
  if (!Array.isArray(value)) return textOf(value);
  const names = [...new Set(value.map(textOf).filter((name) => name !== undefined && name !== ""))];
  return names.length === 0 ? undefined : names.join(" AND ");
}

function objectId(text: string | undefined): string | undefined {
  return text !== undefined && /^[\da-f]{40,64}$/.test(text) ? text : undefined;
}

/** A path without what leads out of its repository, and without control characters. */
function cleanPath(parts: readonly (string | undefined)[]): string | undefined {
  const steps = parts
    .flatMap((part) => (part ?? "").split(/[/\\]/))
    .filter((step) => step !== "" && step !== "." && step !== "..");
  return steps.length === 0 ? undefined : steps.join("/").replace(/[\0-\x1f\x7f]/g, "\ufffd");
}
