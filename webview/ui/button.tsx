import { type ComponentChildren, createElement, type JSX } from "preact";

interface ButtonProperties {
  readonly appearance?: "primary" | "secondary";
  readonly disabled?: boolean;
  /** Tooltip; says why, where the button is disabled. */
  readonly title?: string;
  readonly onPress: () => void;
  readonly children: ComponentChildren;
}

/** A button with words on it. */
export function Button({
  appearance = "secondary",
  disabled = false,
  title,
  onPress,
  children,
}: ButtonProperties): JSX.Element {
  return createElement(
    "vscode-button",
    { appearance, disabled, title, onClick: disabled ? undefined : onPress },
    children,
  );
}
