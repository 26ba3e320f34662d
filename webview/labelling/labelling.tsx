import type { JSX } from "preact";
import type { LabellingMessage, LabellingState } from "../protocol.ts";
import { ClassifierView } from "./classifier-view.tsx";
import { Highlighted } from "./highlight.tsx";

const MEANINGS = ["nothing to learn", "little", "poor", "decent", "good", "exemplary"];

function heading({ documents, message }: LabellingState): string {
  if (documents.length === 2) return "Which is better to learn from?";
  if (documents.length === 1) return "How good is it to learn from?";
  return message === "" ? "Nothing is left to label" : "Nothing to label yet";
}

interface LabellingProperties {
  /** Undefined until the host has sent the first. */
  readonly state: LabellingState | undefined;
  readonly send: (message: LabellingMessage) => void;
  /** Whether the classifier is shown in place of the documents. */
  readonly showsClassifier: boolean;
  readonly onShowClassifier: (shows: boolean) => void;
}

/** One document to be scored, or two to be compared, with the keys that do it; or how well the classifier does. */
export function Labelling({ state, send, showsClassifier, onShowClassifier }: LabellingProperties): JSX.Element {
  if (state === undefined) return <main class="labelling">Loading…</main>;
  const { documents, labelled, left, message, training, classifier } = state;
  const train = (
    <button type="button" disabled={training} onClick={() => send({ type: "train" })}>
      {training ? "training…" : classifier === null ? "train a classifier" : "train again"}
    </button>
  );
  if (showsClassifier && classifier !== null) {
    return (
      <main class="labelling">
        <header>
          <h1>How well the classifier does</h1>
          <p role="status" class="facts">
            {classifier.file} {message !== "" && `· ${message}`}
          </p>
        </header>
        <ClassifierView report={classifier.report} />
        <footer>
          <button type="button" onClick={() => onShowClassifier(false)}>
            back to labelling
          </button>
          {train}
        </footer>
      </main>
    );
  }
  return (
    <main class="labelling">
      <header>
        <h1>{heading(state)}</h1>
        <p role="status" class="facts">
          {labelled} labelled, {left} left in the queue. {message}
        </p>
      </header>
      <div class={documents.length === 2 ? "documents two" : "documents"}>
        {documents.map(({ id, path, language, text }) => (
          <section key={id} aria-label={path}>
            <h2>
              {path} <span class="facts">{language ?? ""}</span>
            </h2>
            <pre tabIndex={0}>
              <Highlighted text={text} />
            </pre>
          </section>
        ))}
      </div>
      <footer>
        {documents.length === 1 &&
          MEANINGS.map((meaning, score) => (
            <button key={score} type="button" onClick={() => send({ type: "score", score })}>
              <kbd>{score}</kbd> {meaning}
            </button>
          ))}
        {documents.length === 2 &&
          (["left", "right"] as const).map((side, better) => (
            <button key={side} type="button" onClick={() => send({ type: "prefer", better })}>
              <kbd>{better === 0 ? "←" : "→"}</kbd> {side} is better
            </button>
          ))}
        {documents.length > 0 && (
          <button type="button" onClick={() => send({ type: "skip" })}>
            <kbd>s</kbd> skip
          </button>
        )}
        <button type="button" disabled={!state.canUndo} onClick={() => send({ type: "undo" })}>
          <kbd>u</kbd> undo
        </button>
        <span class="apart" />
        {classifier !== null && (
          <button type="button" onClick={() => onShowClassifier(true)}>
            how well the classifier does
          </button>
        )}
        {train}
      </footer>
    </main>
  );
}
