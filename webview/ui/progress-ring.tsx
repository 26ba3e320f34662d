import { createElement, type JSX } from "preact";

/** Something is going on, of unknown length. */
export function ProgressRing({ label }: { readonly label: string }): JSX.Element {
  return createElement("vscode-progress-ring", { "aria-label": label });
}
