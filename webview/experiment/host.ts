import { type HostMessage, type PanelMessage, parseHostMessage } from "../protocol.ts";

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The editor, as the panel sees it. Made once for a page: the editor hands out its interface only once. */
export class Host {
  readonly #api = acquireVsCodeApi();

  send(message: PanelMessage): void {
    this.#api.postMessage(message);
  }

  /** Calls back with every message of the protocol; anything else is ignored. */
  listen(callback: (message: HostMessage) => void): void {
    window.addEventListener("message", (event: MessageEvent<unknown>) => {
      const message = parseHostMessage(event.data);
      if (message !== undefined) callback(message);
    });
  }

  /** What `keep` was given before the page was reloaded. */
  kept(): unknown {
    return this.#api.getState();
  }

  keep(state: object): void {
    this.#api.setState(state);
  }
}
