import { StageError } from "../../stage/runner.ts";

/** An option that does not fit the experiment: the user has to ask otherwise. */
export class UnfitOption extends StageError {}
