import { resolvedColour } from "./resolved-colour.ts";

/** A canvas as a PNG file in Base64, on the page's background: text in the theme's colours is unreadable on another. */
export function pngOf(canvas: HTMLCanvasElement): string | undefined {
  const copy = document.createElement("canvas");
  copy.width = canvas.width;
  copy.height = canvas.height;
  const context = copy.getContext("2d");
  if (context === null) return undefined;
  context.fillStyle = resolvedColour("var(--vscode-editor-background)");
  context.fillRect(0, 0, copy.width, copy.height);
  context.drawImage(canvas, 0, 0);
  return copy.toDataURL("image/png").split(",")[1];
}
