import { useEffect, useRef, useState } from "preact/hooks";
import type { AnswerOf, ExploreAnswer, ExploreQuery } from "../protocol.ts";
import type { Host } from "./host.ts";

export interface Asked<Kind extends ExploreAnswer["answer"]> {
  /** The last answer; of an earlier question while a new one is being answered. */
  readonly answer: AnswerOf<Kind> | undefined;
  /** Why there is none. */
  readonly problem: string | undefined;
}

/**
 * The answer to a query, asked anew when the query changes or `version` does. While one is being answered only the newest
 * question waits, so that a slider that is dragged asks as often as it can be answered.
 */
export function useAnswer<Kind extends ExploreAnswer["answer"]>(
  host: Host,
  query: ExploreQuery,
  kind: Kind,
  version: number,
): Asked<Kind> {
  const [asked, setAsked] = useState<Asked<Kind>>({ answer: undefined, problem: undefined });
  const waiting = useRef<ExploreQuery>();
  const busy = useRef(false);
  const alive = useRef(true);
  useEffect(() => {
    alive.current = true;
    return () => {
      alive.current = false;
    };
  }, []);
  useEffect(() => {
    const isAlive = (): boolean => alive.current;
    waiting.current = query;
    if (busy.current) return;
    busy.current = true;
    void (async () => {
      while (waiting.current !== undefined && isAlive()) {
        const next = waiting.current;
        waiting.current = undefined;
        const found = await host.ask(next, kind).then(
          (answer) => ({ answer, problem: undefined }),
          (error: unknown) => ({
            answer: undefined,
            problem: error instanceof Error ? error.message : String(error),
          }),
        );
        if (isAlive()) setAsked(found);
      }
      busy.current = false;
    })();
  }, [JSON.stringify(query), version]);
  return asked;
}
