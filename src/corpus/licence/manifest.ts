import { z } from "zod";

const named = z.union([z.string(), z.object({ type: z.string() }).transform(({ type }) => type)]);
const manifestSchema = z.object({
  license: z
    .union([named, z.array(named)])
    .optional()
    .catch(undefined),
  licenses: z.array(named).optional().catch(undefined),
});

const LARGEST = 1_000_000;

/** The licence as a package's manifest states it, unread; null where it states none. `name` is the file's, in small letters. */
export function licenceInManifest(name: string, text: string): string | null {
  if (text.length > LARGEST) return null;
  switch (name) {
    case "package.json":
    case "composer.json":
      return inJson(text);
    case "cargo.toml":
      return inToml(text, "package");
    case "pyproject.toml":
      return inToml(text, "project") ?? inToml(text, "tool.poetry");
    case "setup.cfg":
      return inSection(text, "metadata", /^license[ \t]*=[ \t]*(\S.*?)[ \t]*$/m);
    case "pom.xml":
      return /<licenses>\s*<license>\s*<name>([^<]{1,200})<\/name>/.exec(text)?.[1]?.trim() ?? null;
    default:
      return inPythonMetadata(text);
  }
}

/** npm and Composer: one, or a list of alternatives. */
function inJson(text: string): string | null {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    return null;
  }
  const parsed = manifestSchema.safeParse(value);
  const stated = parsed.success ? (parsed.data.license ?? parsed.data.licenses) : undefined;
  if (stated === undefined) return null;
  return typeof stated === "string" ? stated : stated.join(" OR ");
}

/** `license = "MIT"` or `license = { text = "MIT" }` of one table; that is all of TOML that the question needs. */
function inToml(text: string, table: string): string | null {
  return inSection(text, table, /^license[ \t]*=[ \t]*(?:\{[ \t]*text[ \t]*=[ \t]*)?["']([^"'\n]{1,500})["']/m);
}

function inSection(text: string, section: string, pattern: RegExp): string | null {
  const lines = text.split(/\r\n|\r|\n/);
  const start = lines.findIndex((line) => line.trim() === `[${section}]`);
  if (start === -1) return null;
  const length = lines.slice(start + 1).findIndex((line) => /^[ \t]*\[/.test(line));
  const body = lines.slice(start + 1, length === -1 ? undefined : start + 1 + length).join("\n");
  return pattern.exec(body)?.[1] ?? null;
}

/** PKG-INFO and METADATA of Python packages: the headers, up to the first empty line. */
function inPythonMetadata(text: string): string | null {
  if (!text.startsWith("Metadata-Version:")) return null;
  const headers = text.slice(0, 20_000).split(/\r?\n\r?\n/, 1)[0] ?? "";
  const stated = /^License(?:-Expression)?:[ \t]*(\S.*?)[ \t]*$/m.exec(headers)?.[1];
  if (stated !== undefined && stated !== "UNKNOWN") return stated;
  return /^Classifier: License :: (?:OSI Approved :: )?(\S.*?)[ \t]*$/m.exec(headers)?.[1] ?? null;
}
