import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A new folder for each test of the surrounding `describe`, removed after it. */
export function temporaryFolder(): { readonly path: string; write(name: string, content: string | Uint8Array): void } {
  let path = "";
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), "ablate-corpus-"));
  });
  afterEach(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return {
    get path() {
      return path;
    },
    write(name, content) {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), content);
    },
  };
}
