import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Snapshot } from "../protocol.ts";
import { registerToolkit } from "../ui/register.ts";
import { ProgressRing } from "../ui/progress-ring.tsx";
import { applyMessage } from "./apply-message.ts";
import { choicesFrom, type PanelChoices } from "./choices.ts";
import { Host } from "./host.ts";
import { Panel } from "./panel.tsx";
import "../ui/theme.css";
import "../charts/charts.css";
import "./experiment.css";

registerToolkit();
const host = new Host();

function Page() {
  const [state, setState] = useState<Snapshot>();
  const [choices, setChoices] = useState<PanelChoices>(() => choicesFrom(host.kept()));

  useEffect(() => {
    host.listen((message) => setState((before) => applyMessage(before, message)));
    host.send({ type: "ready" });
  }, []);
  const restore = state?.restore;
  useEffect(() => {
    if (state !== undefined) host.keep({ choices, restore });
  }, [choices, restore, state === undefined]);

  if (state === undefined) {
    return (
      <main class="empty">
        <ProgressRing label="Loading" />
      </main>
    );
  }
  return <Panel state={state} choices={choices} onChoose={setChoices} send={(message) => host.send(message)} />;
}

const root = document.getElementById("root");
if (root !== null) render(<Page />, root);
