import { DATA_LANGUAGES } from "./data-languages.ts";
import { FUNCTIONAL_LANGUAGES } from "./functional-languages.ts";
import { MANAGED_LANGUAGES } from "./managed-languages.ts";
import { SCRIPTING_LANGUAGES } from "./scripting-languages.ts";
import { SYSTEMS_LANGUAGES } from "./systems-languages.ts";
import { WEB_LANGUAGES } from "./web-languages.ts";
import type { Samples } from "./sample.ts";

/** A language has its sample in the file of its family, in this folder. */
export const SAMPLES: Samples = {
  ...SCRIPTING_LANGUAGES,
  ...WEB_LANGUAGES,
  ...SYSTEMS_LANGUAGES,
  ...MANAGED_LANGUAGES,
  ...FUNCTIONAL_LANGUAGES,
  ...DATA_LANGUAGES,
};
