import path from "node:path";
import { makePackage } from "./make-package.ts";

try {
  const { file, bytes, files } = await makePackage();
  console.log(`${path.basename(file)}: ${files.length} files, ${(bytes / 1e6).toFixed(1)} MB`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
