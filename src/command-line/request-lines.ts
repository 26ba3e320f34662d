import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { z } from "zod";
import type { Output } from "./output.ts";

const cancellation = z.object({ request: z.literal("cancel"), id: z.int() });

/**
 * Answers requests, one JSON object a line, until the input ends or `signal` aborts: this is how an editor asks an engine that
 * it keeps running. `answer` is given each request with a signal that a `cancel` of its id aborts; what it rejects with is told
 * as an event `unanswered`, but for a cancelled request, of which nothing is told any more. Resolves when nothing is pending.
 */
export async function answerRequests<Request extends { readonly id: number }>(
  input: Readable,
  schema: z.ZodType<Request>,
  output: Output,
  signal: AbortSignal,
  answer: (request: Request, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const pending = new Map<number, AbortController>();
  const running = new Set<Promise<void>>();
  const lines = createInterface({ input, signal });
  const abortAll = (): void => {
    for (const controller of pending.values()) controller.abort(signal.reason);
  };
  signal.addEventListener("abort", abortAll);
  lines.on("line", (line) => {
    const value = jsonOf(line);
    const cancel = cancellation.safeParse(value);
    if (cancel.success) {
      pending.get(cancel.data.id)?.abort(new Error("cancelled"));
      return;
    }
    const request = schema.safeParse(value);
    if (!request.success) {
      output.emit({ event: "log", line: `not a request: ${z.prettifyError(request.error)}` });
      return;
    }
    const { id } = request.data;
    const controller = new AbortController();
    pending.set(id, controller);
    const run = answer(request.data, controller.signal)
      .catch((error: unknown) => {
        if (controller.signal.aborted) return;
        output.emit({ event: "unanswered", id, message: error instanceof Error ? error.message : String(error) });
      })
      .finally(() => {
        pending.delete(id);
        running.delete(run);
      });
    running.add(run);
  });
  await new Promise<void>((resolve) => lines.once("close", resolve));
  // Nobody is there to read the answers: whoever asked has ended, or ended us.
  for (const controller of pending.values()) controller.abort(new Error("the input ended"));
  await Promise.all(running);
  signal.removeEventListener("abort", abortAll);
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
