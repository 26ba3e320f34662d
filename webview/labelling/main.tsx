import { render } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { type LabellingMessage, type LabellingState, parseLabellingState } from "../protocol.ts";
import { labelForKey } from "./keys.ts";
import { Labelling } from "./labelling.tsx";
import "../ui/theme.css";
import "../charts/charts.css";
import "./labelling.css";

declare function acquireVsCodeApi(): { postMessage(message: unknown): void };

const api = acquireVsCodeApi();

function send(message: LabellingMessage): void {
  api.postMessage(message);
}

function Page() {
  const [state, setState] = useState<LabellingState>();
  const [showsClassifier, setShowsClassifier] = useState(false);
  const isLabelling = !showsClassifier || state?.classifier === null;
  const shown = useRef({ state, isLabelling });
  shown.current = { state, isLabelling };
  useEffect(() => {
    window.addEventListener("message", (event: MessageEvent<unknown>) => {
      const next = parseLabellingState(event.data);
      if (next === undefined) return;
      if (isTrainedSince(shown.current.state, next)) setShowsClassifier(true);
      setState(next);
    });
    window.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !shown.current.isLabelling) return;
      const message = labelForKey(event.key, shown.current.state?.documents.length ?? 0);
      if (message === undefined) return;
      event.preventDefault();
      send(message);
    });
    send({ type: "ready" });
  }, []);
  return (
    <Labelling state={state} send={send} showsClassifier={showsClassifier} onShowClassifier={setShowsClassifier} />
  );
}

/** Whether there is another classifier than the page has shown; that there is one to begin with is no news. */
function isTrainedSince(before: LabellingState | undefined, { classifier }: LabellingState): boolean {
  return before !== undefined && classifier !== null && classifier.version !== before.classifier?.version;
}

const root = document.getElementById("root");
if (root !== null) render(<Page />, root);
