import type { PresetName } from "../../../experiment/corpus/presets.ts";
import type { Preset } from "./preset.ts";
import { refinecode } from "./refinecode.ts";
import { starcoder } from "./starcoder.ts";
import { starcoder2 } from "./starcoder2.ts";
import { c4, fineweb, gopher } from "./text-presets.ts";

/** Every preset that a corpus file may name. */
export const PRESETS: Readonly<Record<PresetName, Preset>> = { starcoder, starcoder2, refinecode, gopher, c4, fineweb };
