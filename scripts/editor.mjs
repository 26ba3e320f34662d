// npm run editor: sets up, then opens the extension with the example workspace in a VS Code at a localhost address.
import { runTypeScript, setUpAndRun } from "./setup/set-up.mjs";

await setUpAndRun({ tests: true, package: false }, () =>
  runTypeScript("scripts/vscode/open-editor.ts", process.argv.slice(2)),
);
