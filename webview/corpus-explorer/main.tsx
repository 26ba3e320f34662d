import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { CorpusFacts } from "../protocol.ts";
import { ProgressRing } from "../ui/progress-ring.tsx";
import { registerToolkit } from "../ui/register.ts";
import { Explorer } from "./explorer.tsx";
import { Host } from "./host.ts";
import "../ui/theme.css";
import "../charts/charts.css";
import "./corpus-explorer.css";

registerToolkit();
const host = new Host();

function Page() {
  const [corpus, setCorpus] = useState<CorpusFacts>();
  useEffect(() => {
    host.listen((message) => setCorpus(message.corpus));
    host.send({ type: "ready" });
  }, []);
  if (corpus === undefined) {
    return (
      <main class="empty">
        <ProgressRing label="Loading" />
      </main>
    );
  }
  return <Explorer host={host} corpus={corpus} />;
}

const root = document.getElementById("root");
if (root !== null) render(<Page />, root);
