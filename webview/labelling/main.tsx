import { render } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { type LabellingMessage, type LabellingState, parseLabellingState } from "../protocol.ts";
import { labelForKey } from "./keys.ts";
import { Labelling } from "./labelling.tsx";
import "../ui/theme.css";
import "./labelling.css";

declare function acquireVsCodeApi(): { postMessage(message: unknown): void };

const api = acquireVsCodeApi();

function send(message: LabellingMessage): void {
  api.postMessage(message);
}

function Page() {
  const [state, setState] = useState<LabellingState>();
  const shown = useRef<LabellingState>();
  shown.current = state;
  useEffect(() => {
    window.addEventListener("message", (event: MessageEvent<unknown>) => {
      const next = parseLabellingState(event.data);
      if (next !== undefined) setState(next);
    });
    window.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const message = labelForKey(event.key, shown.current?.documents.length ?? 0);
      if (message === undefined) return;
      event.preventDefault();
      send(message);
    });
    send({ type: "ready" });
  }, []);
  return <Labelling state={state} send={send} />;
}

const root = document.getElementById("root");
if (root !== null) render(<Page />, root);
