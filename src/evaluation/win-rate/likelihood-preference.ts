import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { textEncoder } from "../../training/tokenizer.ts";
import { scoreRequests } from "../../training/score.ts";
import { itemRequests } from "../requests.ts";
import { type AnsweringModel, type AnswerSettings, promptText } from "./generations.ts";

/**
 * How likely a model finds answers after their prompts: nats per byte of each, undefined for an empty answer and where the
 * number is not finite. No judgement: it favours what the model itself would write. An order of two answers has no meaning here.
 */
export async function answerLikelihoods(
  model: AnsweringModel,
  answered: readonly { readonly prompt: string; readonly answer: string }[],
  settings: Pick<AnswerSettings, "trainer" | "context" | "folder">,
): Promise<(number | undefined)[]> {
  const encoder = textEncoder(await readFile(join(model.folder, "tokenizer.json"), "utf8"), model.folder);
  const tokenizer = { encode: (texts: readonly string[]) => encoder.encode(texts), endOfText: model.endOfText };
  const items = answered.map(({ prompt, answer }, index) => ({
    kind: "question" as const,
    suite: "knowledge" as const,
    slice: "",
    item: String(index),
    cluster: "",
    prompt: promptText(prompt),
    choices: [answer === "" ? "" : ` ${answer}`],
    ending: null,
    gold: 0,
  }));
  const requests = await itemRequests(items, tokenizer, model.positions);
  const flat = requests.flat(2);
  const scores = await scoreRequests(settings.trainer, [model.folder], flat, {
    context: settings.context,
    folder: settings.folder,
    endOfText: model.endOfText,
    progress: () => undefined,
  });
  let next = 0;
  return requests.map((choices, index) => {
    const parts = choices.flat().map(() => scores[next++]?.[0] ?? NaN);
    const bytes = Buffer.byteLength(answered[index]?.answer ?? "");
    const sum = parts.reduce((total, value) => total + value, 0);
    return bytes === 0 || !Number.isFinite(sum) ? undefined : sum / bytes;
  });
}
