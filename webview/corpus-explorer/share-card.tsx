import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { exactText } from "../charts/number-text.ts";
import type { Share } from "../protocol.ts";

interface ShareCardProperties {
  readonly title: string;
  /** What documents without a name are called. */
  readonly nameless: string;
  readonly shares: readonly Share[];
  /** Left out: its lines are not chosen from. */
  readonly onChoose?: (name: string | null) => void;
}

const firstLines = 8;

/** How many documents have each name, and how many of them are kept: a table whose lines have bars. */
export function ShareCard({ title, nameless, shares, onChoose }: ShareCardProperties): VNode {
  const [all, setAll] = useState(false);
  const most = Math.max(1, ...shares.map(({ documents }) => documents));
  const shown = all ? shares : shares.slice(0, firstLines);
  return (
    <section class="card" aria-label={title}>
      <h3>{title}</h3>
      <p class="subtitle">Documents kept, of those found</p>
      <Legend />
      <table class="bars">
        <tbody>
          {shown.map(({ name, documents, kept }) => (
            <tr key={name ?? ""}>
              <th scope="row">
                {onChoose === undefined ? (
                  (name ?? nameless)
                ) : (
                  <button type="button" class="link" onClick={() => onChoose(name)}>
                    {name ?? nameless}
                  </button>
                )}
              </th>
              <td class="bar-cell">
                <Bar kept={kept / most} all={documents / most} />
              </td>
              <td class="figure">
                {exactText(kept)} of {exactText(documents)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {shares.length > firstLines && (
        <div class="card-actions">
          <button type="button" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? "Show fewer" : `Show all ${shares.length}`}
          </button>
        </div>
      )}
    </section>
  );
}

/** What the colours of bars mean. */
export function Legend(): VNode {
  return (
    <ul class="mark-key">
      {(["kept", "dropped"] as const).map((meaning) => (
        <li key={meaning}>
          <svg width="10" height="10" aria-hidden="true">
            <rect class={meaning === "kept" ? "bar-kept" : "bar-all"} x="0.5" y="0.5" width="9" height="9" />
          </svg>
          {meaning}
        </li>
      ))}
    </ul>
  );
}

/** A bar of which a part is filled: shares of its cell's width. */
export function Bar({ kept, all }: { readonly kept: number; readonly all: number }): VNode {
  return (
    <svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      <rect class="bar-all" x="0" y="1" width={Math.max(0.5, 100 * all)} height="8" />
      <rect class="bar-kept" x="0" y="1" width={100 * kept} height="8" />
    </svg>
  );
}
