import type { VNode } from "preact";
import type { DocumentLine } from "../protocol.ts";

/** A document in a list: its path, what it is, its quality and its verdict. */
export function DocumentRow({ document }: { readonly document: DocumentLine }): VNode {
  const { path, source, language, quality, kept, rule, reason } = document;
  return (
    <>
      <span class="path" title={path}>
        <bdi>{path}</bdi>
      </span>
      <span class="muted">{source}</span>
      <span class="muted">{language ?? "–"}</span>
      <span class="figure">{quality === null ? "–" : quality.toFixed(2)}</span>
      <span class={kept ? "verdict kept" : "verdict dropped"} title={reason}>
        <span aria-hidden="true">{kept ? "✓" : "✕"}</span> {kept ? "kept" : rule}
      </span>
    </>
  );
}

/** The names of the columns of such a list. */
export function DocumentHead({ verdict = "Verdict" }: { readonly verdict?: string }): VNode {
  return (
    <div class="rows-head" aria-hidden="true">
      <span>Path</span>
      <span>Source</span>
      <span>Language</span>
      <span class="figure">Quality</span>
      <span>{verdict}</span>
    </div>
  );
}
