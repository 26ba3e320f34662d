const SHORTEST_RUN = 64;
const ENCODED_RUN = /[A-Za-z0-9+/]{64,}={0,2}|(?:\\x[\dA-Fa-f]{2}){16,}|(?:\\u[\dA-Fa-f]{4}){11,}/g;

/** What a run is made of, by UTF-16 unit. */
const ofRuns = new Uint8Array(0x10000);
for (const character of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\\") {
  ofRuns[character.charCodeAt(0)] = 1;
}

/** Where a text has runs of encoded data, in UTF-16 units. */
export function* encodedRuns(text: string): Generator<{ readonly start: number; readonly end: number }> {
  // Every run has a unit at a multiple of the length of the shortest one: little of a text is looked at.
  for (let at = 0; at < text.length; at += SHORTEST_RUN) {
    if (ofRuns[text.charCodeAt(at)] !== 1) continue;
    let from = at;
    while (from > 0 && ofRuns[text.charCodeAt(from - 1)] === 1) from -= 1;
    let to = at + 1;
    while (to < text.length && ofRuns[text.charCodeAt(to)] === 1) to += 1;
    at = to - (to % SHORTEST_RUN);
    if (to - from < SHORTEST_RUN) continue;
    for (const { 0: run, index } of text.slice(from, to).matchAll(ENCODED_RUN)) {
      if (/\d/.test(run)) yield { start: from + index, end: from + index + run.length };
    }
  }
}
