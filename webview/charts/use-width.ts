import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

/** The width in CSS pixels of the element that gets the reference; 0 before it is laid out. */
export function useWidth<T extends Element>(): [RefObject<T>, number] {
  const element = useRef<T>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (element.current === null) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return [element, width];
}
