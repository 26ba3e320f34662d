/**
 * File names for names that are different: what is no letter, digit, `.`, `_`, `+` or `-` becomes `_`, none begins with a dot, and those
 * that would be one file, also where upper and lower case are the same, are numbered. In the order of the names.
 */
export function fileNamesOf(names: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  return new Map(
    names.map((name) => {
      const plain = name.replace(/[^\w.+-]+/g, "_").replace(/^\./, "_");
      let free = plain;
      for (let number = 2; taken.has(free.toLowerCase()); number++) free = `${plain}-${number}`;
      taken.add(free.toLowerCase());
      return [name, free];
    }),
  );
}
