/** First names for people in questions; about equally long, so that none stands out. */
export const NAMES: readonly string[] = [
  ..."Adam Alma Anna Carl Clara Dora Emil Emma Erik Felix Frank Greta".split(" "),
  ..."Hanna Helen Ivan Jane Julia Karl Laura Lena Lucas Maria Mark Martha".split(" "),
  ..."Nina Oscar Paul Peter Robert Rosa Simon Sofia Thomas Vera Victor Walter".split(" "),
];
