/** Why the rest of a file of data cannot be read: said after its name, without a full stop. */
export class FileProblem extends Error {
  override readonly name = "FileProblem";
}
