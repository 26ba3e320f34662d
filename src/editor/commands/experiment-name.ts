/** What is wrong with a new experiment's name, for people; undefined for a good one. */
export function nameProblem(name: string): string | undefined {
  if (/^\w[\w.-]{0,79}$/.test(name)) return undefined;
  return "A name has letters, digits, '.', '_' and '-', begins with a letter or a digit, and is no longer than 80.";
}
