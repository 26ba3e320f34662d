import { useEffect, useState } from "preact/hooks";

/**
 * An element that comes and goes, and its width in CSS pixels, 0 before it is laid out. The function is to be the
 * element's reference.
 */
export function useWidth<T extends Element>(): [T | null, (element: T | null) => void, number] {
  const [element, setElement] = useState<T | null>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return [element, setElement, width];
}
