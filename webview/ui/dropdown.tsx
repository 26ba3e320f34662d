import { createElement, type VNode } from "preact";

interface DropdownProperties<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly text: string }[];
  readonly onChoose: (value: Value) => void;
}

/** One choice among a few, with a visible label. */
export function Dropdown<Value extends string>({ label, value, options, onChoose }: DropdownProperties<Value>): VNode {
  const onChange = (event: Event): void => {
    const list = event.currentTarget;
    const chosen = options.find((option) => list !== null && "value" in list && option.value === list.value);
    if (chosen !== undefined && chosen.value !== value) onChoose(chosen.value);
  };
  const items = options.map((option) =>
    createElement(
      "vscode-option",
      { key: option.value, value: option.value, selected: option.value === value },
      option.text,
    ),
  );
  return (
    <div class="dropdown">
      <span aria-hidden="true">{label}</span>
      {createElement("vscode-dropdown", { "aria-label": label, value, onChange }, items)}
    </div>
  );
}
