export interface Gloss {
  readonly definition: string;
  readonly examples: readonly string[];
}

/**
 * Splits a gloss of wndb(5WN) (`definition; definition; "example"; "example" - author`) into the definition, its parts joined by
 * `; `, and the examples without quotes and without their author. A semicolon between quotes does not split.
 */
export function parseGloss(gloss: string): Gloss {
  const definitions: string[] = [];
  const examples: string[] = [];
  for (const part of splitOutsideQuotes(gloss)) {
    // Some glosses introduce their example with a colon.
    const [, definition = "", example = ""] = /^([^"]*?):? *((?<=^|: *)".*)?$/.exec(part) ?? [undefined, part];
    if (definition !== "") definitions.push(definition);
    for (const quoted of example.matchAll(/"([^"]+)"?/g)) examples.push((quoted[1] ?? "").trim());
  }
  return { definition: definitions.join("; "), examples: examples.filter((example) => /\p{L}/u.test(example)) };
}

function splitOutsideQuotes(gloss: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  for (let index = 0; index <= gloss.length; index += 1) {
    const character = gloss[index];
    if (character === '"') quoted = !quoted;
    if (character === undefined || (character === ";" && !quoted)) {
      const part = gloss.slice(start, index).trim();
      if (part !== "") parts.push(part);
      start = index + 1;
    }
  }
  return parts;
}
