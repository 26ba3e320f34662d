// npm start: sets up, runs the example ablation with live progress, and writes its report.
import { runTypeScript, setUpAndRun } from "./setup/set-up.mjs";

const workspace = "examples/code-proportion";
const experiment = `${workspace}/proportion.ablation.json`;
const report = `${workspace}/proportion.report.html`;

await setUpAndRun({ tests: false, package: false }, () =>
  runTypeScript("src/cli.ts", ["run", experiment, "--workspace", workspace, "--html", report]),
);
