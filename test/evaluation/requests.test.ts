import assert from "node:assert/strict";
import type { Item } from "../../src/evaluation/item.ts";
import { itemRequests } from "../../src/evaluation/requests.ts";

/** A tokenizer of characters, id = code point, but for "ab", which is one token (1). */
const tokenizer = {
  endOfText: 0,
  encode: (texts: readonly string[]) =>
    Promise.resolve(
      texts.map((text) => Array.from(text.replaceAll("ab", "\u0001"), (character) => character.codePointAt(0) ?? 0)),
    ),
};

const codes = (text: string): number[] => Array.from(text, (character) => character.codePointAt(0) ?? 0);
const place = { slice: "s", item: "i", cluster: "c" };
const text = (value: string): Item => ({ kind: "text", suite: "bitsPerByte", ...place, language: null, text: value });
const question = (prompt: string, ...choices: string[]): Item => ({
  kind: "question",
  suite: "knowledge",
  ...place,
  prompt,
  choices,
  ending: null,
  gold: 0,
});

describe("requests of an item", () => {
  it("predict every token of a text once, in windows that fit the model", async () => {
    const [requests] = await itemRequests([text("123456789")], tokenizer, 4);
    assert.deepEqual(requests, [
      [
        { context: [0], continuation: codes("1234") },
        { context: codes("4"), continuation: codes("5678") },
        { context: codes("8"), continuation: codes("9") },
      ],
    ]);
  });

  it("score the choices of a question after its prompt", async () => {
    const [requests] = await itemRequests([question("12", " x", " yz")], tokenizer, 10);
    assert.deepEqual(requests, [
      [{ context: [0, ...codes("12")], continuation: codes(" x") }],
      [{ context: [0, ...codes("12")], continuation: codes(" yz") }],
    ]);
  });

  it("score the end of the prompt with every choice where a token crosses the boundary of one", async () => {
    // "1a" + "b" is the tokens "1", "ab": "a" alone is in no shared prefix, and is scored before "c" too.
    const [requests] = await itemRequests([question("1a", "b", "c")], tokenizer, 10);
    assert.deepEqual(requests, [
      [{ context: [0, ...codes("1")], continuation: [1] }],
      [{ context: [0, ...codes("1")], continuation: codes("ac") }],
    ]);
  });

  it("score an ending after each choice, where there is one", async () => {
    const winograd: Item = {
      kind: "question",
      suite: "knowledge",
      ...place,
      prompt: "1",
      choices: ["2", "34"],
      ending: " x",
      gold: 0,
    };
    const [requests] = await itemRequests([winograd], tokenizer, 10);
    assert.deepEqual(requests, [
      [{ context: [0, ...codes("12")], continuation: codes(" x") }],
      [{ context: [0, ...codes("134")], continuation: codes(" x") }],
    ]);
  });

  it("cut a long prompt at the same place for every choice", async () => {
    const [requests] = await itemRequests([question("123456", "x", "yyy")], tokenizer, 5);
    assert.deepEqual(requests, [
      [{ context: codes("456"), continuation: codes("x") }],
      [{ context: codes("456"), continuation: codes("yyy") }],
    ]);
  });

  it("cut a choice that is longer than the model's context into windows", async () => {
    const [requests] = await itemRequests([question("12", "x", "yyyyy")], tokenizer, 3);
    assert.deepEqual(requests, [
      [{ context: codes("2"), continuation: codes("x") }],
      [
        { context: codes("2"), continuation: codes("yyy") },
        { context: codes("y"), continuation: codes("yy") },
      ],
    ]);
  });
});
