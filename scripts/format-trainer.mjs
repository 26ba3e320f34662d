// Formats the C++ of the trainer with clang-format; with --check it only tells what is not formatted.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { projectFolder } from "./setup/folders.mjs";

const trainer = path.join(projectFolder, "trainer");
const files = readdirSync(trainer, { recursive: true, encoding: "utf8" })
  .filter((file) => /\.(cpp|h|cu)$/.test(file))
  .map((file) => path.join(trainer, file));
const mode = process.argv.includes("--check") ? ["--dry-run", "--Werror"] : ["-i"];

const result = spawnSync("clang-format", [...mode, ...files], { stdio: "inherit" });
if (result.error !== undefined) console.error(`clang-format cannot be started: ${result.error.message}`);
process.exitCode = result.status ?? 1;
