import type { EngineEvent } from "../scheduler/events.ts";

/** Where a command tells what happens: as JSON lines for programs, or as text for people. */
export interface Output {
  /** Columns that `print` should keep to. */
  readonly width: number;
  emit(event: EngineEvent): void;
  /** Text for people that is the answer itself (a table). Left out of JSON output. */
  print(text: string): void;
  /** Called once, when nothing more comes. */
  close(): void;
}

/** Events as one JSON object a line. */
export class JsonOutput implements Output {
  readonly width = 100;
  private readonly write: (text: string) => void;

  constructor(write: (text: string) => void) {
    this.write = write;
  }

  emit(event: EngineEvent): void {
    this.write(`${JSON.stringify(event)}\n`);
  }

  print(): void {
    // A program reads the events alone.
  }

  close(): void {
    // Every line was written whole.
  }
}
