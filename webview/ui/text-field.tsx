import { createElement, type VNode } from "preact";

interface TextFieldProperties {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
}

/** A line of text, with a visible label. */
export function TextField({ label, value, onInput }: TextFieldProperties): VNode {
  const listen = (event: Event): void => {
    const field = event.currentTarget;
    if (field !== null && "value" in field && typeof field.value === "string" && field.value !== value) {
      onInput(field.value);
    }
  };
  return (
    <div class="dropdown">
      <span aria-hidden="true">{label}</span>
      {createElement("vscode-text-field", { "aria-label": label, value, onInput: listen })}
    </div>
  );
}
