import { type ComponentChildren, createElement, type JSX } from "preact";

interface CheckboxProperties {
  readonly checked: boolean;
  readonly onToggle: (checked: boolean) => void;
  readonly children: ComponentChildren;
}

/** A labelled checkbox. */
export function Checkbox({ checked, onToggle, children }: CheckboxProperties): JSX.Element {
  const onChange = (event: Event): void => {
    const box = event.currentTarget;
    if (box !== null && "checked" in box && box.checked !== checked) onToggle(box.checked === true);
  };
  return createElement("vscode-checkbox", { checked, onChange }, children);
}
