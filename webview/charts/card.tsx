import type { ComponentChildren, VNode } from "preact";

interface CardProperties {
  /** The finding, as a sentence. */
  readonly title: string;
  /** What is measured, how to read it, and on what. */
  readonly subtitle: string;
  readonly actions: readonly {
    readonly text: string;
    readonly name: string;
    readonly pressed?: boolean;
    readonly onPress: () => void;
  }[];
  /** Whether it takes the whole width of the page. */
  readonly wide?: boolean;
  readonly children: ComponentChildren;
}

/** A frame around a chart: the finding as its title, and small actions beneath. */
export function Card({ title, subtitle, actions, wide = false, children }: CardProperties): VNode {
  return (
    <section class={wide ? "card wide" : "card"} aria-label={title}>
      <h3>{title}</h3>
      <p class="subtitle">{subtitle}</p>
      <div class="card-body">{children}</div>
      <div class="card-actions">
        {actions.map(({ text, name, pressed, onPress }) => (
          <button key={text} type="button" aria-label={name} aria-pressed={pressed} onClick={onPress}>
            {text}
          </button>
        ))}
      </div>
    </section>
  );
}
