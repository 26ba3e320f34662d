/** Writes `trainer/protocol/schema.json` from the schemas in `src/training/protocol.ts`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { protocolJsonSchema } from "../src/training/protocol.ts";

const file = join(import.meta.dirname, "..", "trainer", "protocol", "schema.json");
writeFileSync(file, `${JSON.stringify(protocolJsonSchema(), null, 2)}\n`);
