import assert from "node:assert/strict";
import { StageError } from "../../src/stage/runner.ts";
import { auditSources } from "../../src/training/trained-sources.ts";

describe("the audit of what an arm was trained on", () => {
  const text = { name: "text", sequences: 75, tokens: 600, bytes: 3000, epochs: 0.5 };
  const code = { name: "code", sequences: 25, tokens: 200, bytes: 600, epochs: 5 };

  it("sets shares of tokens and bytes beside those declared", () => {
    assert.deepEqual(auditSources("arm", { text: 0.75, code: 0.25 }, [text, code]), [
      // Text has three quarters of the tokens, and 3000 of 3600 bytes.
      { ...text, declaredShare: 0.75, tokenShare: 0.75, byteShare: 3000 / 3600 },
      { ...code, declaredShare: 0.25, tokenShare: 0.25, byteShare: 600 / 3600 },
    ]);
  });

  it("allows what rounding to whole sequences makes, and no more", () => {
    auditSources("arm", { text: 0.7401, code: 0.2599 }, [text, code]);
    assert.throws(
      () => auditSources("train arm seed 1", { text: 0.7, code: 0.3 }, [text, code]),
      (error) => {
        assert.ok(error instanceof StageError);
        assert.match(error.message, /^train arm seed 1 was trained on 75 sequences of "text", where .* 70 of 100/);
        return true;
      },
    );
  });
});
