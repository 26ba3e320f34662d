/** Common licences that ask for no more than attribution, as Blue Oak Council's list has them. */
const PERMISSIVE = new Set(
  "0BSD Apache-2.0 Artistic-2.0 BSD-1-Clause BSD-2-Clause BSD-3-Clause BSL-1.0 CC0-1.0 ISC MIT MIT-0 NCSA PostgreSQL PSF-2.0 Python-2.0 Unlicense UPL-1.0 W3C WTFPL Zlib".split(
    " ",
  ),
);

/** Whether one of the licences that an SPDX expression leaves the choice of is permissive: all of its parts are. */
export function isPermissive({ licence }: { readonly licence: string | null }): boolean {
  if (licence === null) return false;
  const choices = licence.replace(/[()]/g, " ").split(/\sOR\s/);
  return choices.some((choice) => choice.split(/\sAND\s/).every((part) => PERMISSIVE.has(part.trim())));
}
