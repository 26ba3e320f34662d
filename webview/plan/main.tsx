import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { type PlanMessage, type PlanState, parsePlanState } from "../protocol.ts";
import { ProgressRing } from "../ui/progress-ring.tsx";
import { registerToolkit } from "../ui/register.ts";
import { PlanPage } from "./plan-page.tsx";
import "../ui/theme.css";
import "../charts/charts.css";
import "./plan.css";

declare function acquireVsCodeApi(): { postMessage(message: unknown): void; setState(state: unknown): void };

registerToolkit();
const api = acquireVsCodeApi();

function send(message: PlanMessage): void {
  api.postMessage(message);
}

function Page() {
  const [state, setState] = useState<PlanState>();
  useEffect(() => {
    window.addEventListener("message", (event: MessageEvent<unknown>) => {
      const next = parsePlanState(event.data);
      if (next === undefined) return;
      api.setState({ restore: next.restore });
      setState(next);
    });
    send({ type: "ready" });
  }, []);
  if (state === undefined) {
    return (
      <main class="empty">
        <ProgressRing label="Loading" />
      </main>
    );
  }
  return <PlanPage state={state} send={send} />;
}

const root = document.getElementById("root");
if (root !== null) render(<Page />, root);
