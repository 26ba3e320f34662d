import type { ComponentChildren, VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

interface VirtualListProperties<Row> {
  readonly label: string;
  readonly total: number;
  /** Another list: pages that are known are forgotten. */
  readonly version: string;
  readonly load: (offset: number, limit: number, signal: AbortSignal) => Promise<readonly Row[]>;
  readonly row: (row: Row) => ComponentChildren;
  /** A row was chosen, by a click or by Enter. */
  readonly onOpen: (row: Row) => void;
}

const rowPixels = 30;
const rowsPerPage = 100;
const mostPages = 40;

/**
 * A list of any length of which only what is seen exists: pages are loaded as they come into sight, and those long out of
 * sight are forgotten. Arrow keys, Page Up and Down, Home and End move; Enter opens.
 */
export function VirtualList<Row>({ label, total, version, load, row, onOpen }: VirtualListProperties<Row>): VNode {
  const [pages, setPages] = useState<ReadonlyMap<number, readonly Row[]>>(new Map());
  const [top, setTop] = useState(0);
  const [active, setActive] = useState(0);
  const [seen, setSeen] = useState(16);
  const box = useRef<HTMLDivElement>(null);
  const first = Math.max(0, Math.min(Math.floor(top / rowPixels) - 4, total - 1));
  const last = Math.min(total, first + seen + 8);

  useEffect(() => {
    setPages(new Map());
    setActive(0);
    box.current?.scrollTo({ top: 0 });
  }, [version]);
  useEffect(() => {
    const view = box.current;
    if (view === null) return;
    const observer = new ResizeObserver(() => setSeen(Math.max(1, Math.ceil(view.clientHeight / rowPixels))));
    observer.observe(view);
    return () => observer.disconnect();
  }, [total === 0]);
  useEffect(() => {
    if (total === 0) return;
    const abort = new AbortController();
    for (let page = Math.floor(first / rowsPerPage); page * rowsPerPage < last; page += 1) {
      if (pages.has(page)) continue;
      load(page * rowsPerPage, rowsPerPage, abort.signal).then(
        (rows) => {
          if (abort.signal.aborted) return;
          setPages((known) => new Map([...[...known].slice(-mostPages), [page, rows]]));
        },
        () => undefined,
      );
    }
    return () => abort.abort();
  }, [version, total, Math.floor(first / rowsPerPage), Math.floor((last - 1) / rowsPerPage), pages]);

  const rowAt = (index: number): Row | undefined => pages.get(Math.floor(index / rowsPerPage))?.[index % rowsPerPage];
  const move = (to: number): void => {
    const index = Math.max(0, Math.min(total - 1, to));
    setActive(index);
    const view = box.current;
    if (view === null) return;
    const above = index * rowPixels;
    if (above < view.scrollTop) view.scrollTop = above;
    else if (above + rowPixels > view.scrollTop + view.clientHeight)
      view.scrollTop = above + rowPixels - view.clientHeight;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + seen,
      PageUp: active - seen,
      Home: 0,
      End: total - 1,
    };
    const to = steps[event.key];
    const chosen = rowAt(active);
    if (to !== undefined) move(to);
    else if ((event.key === "Enter" || event.key === " ") && chosen !== undefined) onOpen(chosen);
    else return;
    event.preventDefault();
  };
  if (total === 0) return <p class="hint">None.</p>;
  return (
    <div
      ref={box}
      class="rows"
      role="listbox"
      aria-label={label}
      tabIndex={0}
      aria-activedescendant={rowId(label, active)}
      onKeyDown={onKeyDown}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
    >
      <div class="rows-all" role="presentation" style={{ height: `${total * rowPixels}px` }}>
        {Array.from({ length: Math.max(0, last - first) }, (_, offset) => first + offset).map((index) => {
          const known = rowAt(index);
          return (
            <div
              key={index}
              id={rowId(label, index)}
              class={index === active ? "row active" : "row"}
              role="option"
              aria-selected={index === active}
              aria-setsize={total}
              aria-posinset={index + 1}
              style={{ top: `${index * rowPixels}px` }}
              onClick={() => {
                setActive(index);
                if (known !== undefined) onOpen(known);
              }}
            >
              {known === undefined ? <span class="muted">…</span> : row(known)}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function rowId(label: string, index: number): string {
  return `${label.replace(/\W+/g, "-")}-${index}`;
}
