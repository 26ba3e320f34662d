import assert from "node:assert/strict";
import { PRESETS } from "../../../src/corpus/curate/presets/presets.ts";
import { isLanguage } from "../../../src/corpus/language/known-languages.ts";
import { SIGNALS } from "../../../src/corpus/signals/signals.ts";

describe("the presets", () => {
  for (const [name, { filters }] of Object.entries(PRESETS)) {
    it(`of ${name} bound signals of the classes that they are for, in languages that there are`, () => {
      for (const { signal, min, max, classes, languages = [], exceptLanguages = [] } of filters) {
        const measured = SIGNALS.find((candidate) => candidate.name === signal);
        assert.ok(measured !== undefined, signal);
        for (const documentClass of classes)
          assert.ok(measured.appliesTo(documentClass, true), `${signal}, ${documentClass}`);
        for (const language of [...languages, ...exceptLanguages]) assert.ok(isLanguage(language), language);
        assert.ok((min ?? -Infinity) <= (max ?? Infinity) && (min !== undefined || max !== undefined), signal);
      }
    });
  }
});
