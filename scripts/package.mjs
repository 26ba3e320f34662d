// npm run package: sets up, then makes ablate-linux-x64-VERSION.vsix.
import { runTypeScript, setUpAndRun } from "./setup/set-up.mjs";

await setUpAndRun({ tests: false, package: true }, () => runTypeScript("scripts/packaging/main.ts", []));
