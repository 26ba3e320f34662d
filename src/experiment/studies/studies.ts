import { cooldown } from "./cooldown.ts";
import { initialisation } from "./initialisation.ts";
import { proportion } from "./proportion.ts";
import { quality } from "./quality.ts";
import { scaleStudy } from "./scale-study.ts";
import type { Study, StudyName } from "./study.ts";

/** The paper's five studies, in its order. */
export const studies: Readonly<Record<StudyName, Study>> = {
  initialisation,
  proportion,
  quality,
  cooldown,
  scale: scaleStudy,
};
