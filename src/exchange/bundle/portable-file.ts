import { applyEdits, modify } from "jsonc-parser";
import { isAbsolute, resolve } from "node:path";
import { z } from "zod";
import { type JsonPath, SourceText } from "../../experiment/source-text.ts";
import { withoutCredentials } from "../../store/without-credentials.ts";
import type { NeededData } from "./bundle-format.ts";
import { isBeneath, pathBeneath } from "./portable-json.ts";

/** A file of the user's as it goes into a bundle. */
export interface PortableFile {
  /** Its text, comments kept, whose places are all beneath the bundle's files. */
  readonly text: string;
  readonly needs: readonly NeededData[];
  /** Files and folders that it refers to and that go into the bundle too; absolute. */
  readonly includes: readonly string[];
}

interface Place {
  readonly at: JsonPath;
  readonly path: string;
  readonly name: string;
  readonly type: string;
}

/** Places in `data/` that have been given away, and what lies there now: files of one bundle share them. */
export type TakenPlaces = Map<string, string>;

const listed = z.union([z.string(), z.object({ url: z.string() })]);
const corpusPlaces = z.object({
  sources: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      path: z.string().optional(),
      tests: z.unknown().optional(),
      url: z.string().optional(),
      repositories: z.union([z.string(), z.array(listed)]).optional(),
    }),
  ),
  decontaminate: z.object({ benchmarks: z.array(z.object({ name: z.string(), path: z.string() })) }).optional(),
  rules: z.string().optional(),
  classifier: z.string().optional(),
});
const ablationPlaces = z.object({ model: z.union([z.string(), z.object({ from: z.string().optional() })]) });

/**
 * A corpus file for a bundle. `folder` is the file's, `root` the one that becomes the bundle's `files/`. What lies outside of it is looked
 * for in `data/` there instead; rules and the classifier come along.
 */
export function portableCorpus(
  text: string,
  corpus: string,
  folder: string,
  root: string,
  taken: TakenPlaces = new Map(),
): PortableFile {
  const source = new SourceText(`${corpus}.corpus.json`, text);
  const { sources, decontaminate, rules, classifier } = corpusPlaces.parse(source.value);
  const places: Place[] = [];
  const addresses: NeededData[] = [];
  for (const [index, { name, type, path, url, repositories }] of sources.entries()) {
    const found: (readonly [JsonPath, string])[] = [];
    const isGit = type === "git" || type === "commits";
    if (path !== undefined && !isGit) found.push([["path"], path]);
    if (url !== undefined) found.push([["url"], url]);
    if (typeof repositories === "string") found.push([["repositories"], repositories]);
    for (const [place, entry] of (Array.isArray(repositories) ? repositories : []).entries()) {
      if (typeof entry === "string") found.push([["repositories", place], entry]);
      else found.push([["repositories", place, "url"], entry.url]);
    }
    for (const [at, where] of found) {
      if (isAddress(where)) addresses.push({ name, corpus, type, place: withoutCredentials(where) });
      else places.push({ at: ["sources", index, ...at], path: where, name, type });
    }
  }
  for (const [index, { name, path }] of (decontaminate?.benchmarks ?? []).entries()) {
    places.push({ at: ["decontaminate", "benchmarks", index, "path"], path, name, type: "benchmark" });
  }
  const moved = movedPlaces(source.text, places, corpus, folder, root, taken);
  const includes = [rules, classifier].flatMap((path) => (path === undefined ? [] : [resolve(folder, path)]));
  return { text: withoutCredentials(moved.text), needs: [...addresses, ...moved.needs], includes };
}

/** An ablation file for a bundle: the checkpoint that it names, if any, is looked for in `data/`. */
export function portableAblation(
  text: string,
  folder: string,
  root: string,
  taken: TakenPlaces = new Map(),
): PortableFile {
  const source = new SourceText("ablation", text);
  const { model } = ablationPlaces.parse(source.value);
  const from = typeof model === "string" ? undefined : model.from;
  const places =
    from === undefined ? [] : [{ at: ["model", "from"], path: from, name: "checkpoint", type: "checkpoint" }];
  return { ...movedPlaces(source.text, places, undefined, folder, root, taken), includes: [] };
}

function movedPlaces(
  text: string,
  places: readonly Place[],
  corpus: string | undefined,
  folder: string,
  root: string,
  taken: TakenPlaces,
): Pick<PortableFile, "text" | "needs"> {
  let moved = text;
  const needs: NeededData[] = [];
  for (const { at, path, name, type } of places) {
    const absolute = resolve(folder, path);
    const stays = !isAbsolute(path) && isBeneath(absolute, root);
    const target = stays
      ? absolute
      : resolve(root, "data", freeName(corpus === undefined ? name : `${corpus}/${name}`, absolute, taken));
    const written = pathBeneath(target, folder);
    if (!stays) moved = applyEdits(moved, modify(moved, [...at], written, {}));
    needs.push({ name, ...(corpus === undefined ? {} : { corpus }), type, place: pathBeneath(target, root) });
  }
  return { text: moved, needs };
}

/** A source of many repositories has several places, and corpora of two folders may have one name. */
function freeName(name: string, absolute: string, taken: TakenPlaces): string {
  const plain = name.split("/").map((part) => part.replace(/[^\w.-]+/g, "_").replace(/^\.+$/, "_")).join("/"); // prettier-ignore
  let free = plain;
  for (let number = 2; (taken.get(free) ?? absolute) !== absolute; number++) free = `${plain}-${number}`;
  taken.set(free, absolute);
  return free;
}

function isAddress(place: string): boolean {
  return /^[a-z][a-z\d+.-]+:\/\//i.test(place) || /^[^/\\]+@[^/\\]+:/.test(place);
}
