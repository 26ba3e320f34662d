import type { ComponentChildren, VNode } from "preact";

interface KeyboardCursorProperties {
  /** What the chart shows, for people who do not see it. */
  readonly label: string;
  readonly count: number;
  readonly position: number | undefined;
  /** What lies under the cursor, in words. */
  readonly text: string;
  /** Is handed the chart's element when it comes, and null when it goes. */
  readonly element: (element: HTMLDivElement | null) => void;
  readonly onMove: (position: number | undefined) => void;
  /** The mark under the cursor or the pointer was chosen, by Enter or a click; left out where there is nothing to choose it for. */
  readonly onPress?: (() => void) | undefined;
  readonly children: ComponentChildren;
}

/**
 * Makes a chart a stop of the Tab key, and moves a cursor over its marks with the arrow keys, Home, End and Escape. To
 * assistive technology it is a slider whose value is the text of the mark.
 */
export function KeyboardCursor({
  label,
  count,
  position,
  text,
  element,
  onMove,
  onPress,
  children,
}: KeyboardCursorProperties): VNode {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && onPress !== undefined) {
      event.preventDefault();
      onPress();
      return;
    }
    const target = destination(event, position, count);
    if (target === undefined) return;
    event.preventDefault();
    onMove(target === "none" ? undefined : target);
  };
  return (
    <div
      class={onPress === undefined ? "chart" : "chart pressable"}
      ref={element}
      tabIndex={0}
      role="slider"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, count - 1)}
      aria-valuenow={position ?? 0}
      aria-valuetext={text}
      onKeyDown={onKeyDown}
      onBlur={() => onMove(undefined)}
      onClick={onPress}
    >
      {children}
    </div>
  );
}

function destination(event: KeyboardEvent, position: number | undefined, count: number): number | "none" | undefined {
  const stride = event.shiftKey ? 10 : 1;
  const clamp = (value: number): number => Math.min(Math.max(value, 0), count - 1);
  switch (event.key) {
    case "ArrowRight":
    case "ArrowDown":
      return position === undefined ? 0 : clamp(position + stride);
    case "ArrowLeft":
    case "ArrowUp":
      return position === undefined ? count - 1 : clamp(position - stride);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    case "Escape":
      return "none";
    default:
      return undefined;
  }
}
