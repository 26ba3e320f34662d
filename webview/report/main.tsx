import { render } from "preact";
import { parseResults } from "../protocol.ts";
import { registerToolkit } from "../ui/register.ts";
import { Report } from "./report.tsx";
import "../ui/theme.css";
import "../charts/charts.css";
import "./report.css";

registerToolkit();
const root = document.getElementById("root");
const data = document.getElementById("results")?.textContent ?? "";
if (root !== null) render(<Report results={parseResults(JSON.parse(data))} />, root);
