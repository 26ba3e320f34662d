// npm test: sets up, then runs every test. `npm test -- --only unit,host` runs some.
import { runTypeScript, setUpAndRun } from "./setup/set-up.mjs";

await setUpAndRun({ tests: true, package: true }, () =>
  runTypeScript("scripts/testing/main.ts", process.argv.slice(2)),
);
