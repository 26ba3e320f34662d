import assert from "node:assert/strict";
import { temporaryFolder } from "../temporary-folder.ts";
import { documentsOf, type ReadDocument } from "./documents-of.ts";

const NOTEBOOK = {
  nbformat: 4,
  metadata: { language_info: { name: "python" } },
  cells: [
    { cell_type: "markdown", source: ["# Title\n", "words"] },
    { cell_type: "markdown", source: "more" },
    { cell_type: "code", source: "%matplotlib inline\nx = 5 % 2", outputs: [] },
    {
      cell_type: "code",
      source: ["x"],
      outputs: [
        { output_type: "stream", text: ["1\n"] },
        { output_type: "display_data", data: { "image/png": "iVBOR", "text/plain": "<Figure>" } },
        { output_type: "error", ename: "NameError", evalue: "\u001b[31my\u001b[0m", traceback: [] },
      ],
    },
    { cell_type: "raw", source: "left out" },
    { cell_type: "markdown", source: "end" },
    { cell_type: "code", source: "pass", outputs: [] },
  ],
};

describe("a notebook in a source", () => {
  const folder = temporaryFolder();
  const notebook = async (notebooks?: "structured" | "script" | "raw" | "skip"): Promise<ReadDocument[]> => {
    folder.write("a.ipynb", JSON.stringify(NOTEBOOK));
    const members = notebooks === undefined ? {} : { notebooks };
    return documentsOf({ name: "n", type: "folder", class: "adjacent", path: folder.path, ...members }, folder.path);
  };

  it("is a document of text, code and output, adjacent cells of one kind as one", async () => {
    const [document] = await notebook();
    assert.equal(
      document?.text,
      "<jupyter_start><jupyter_text># Title\nwords\nmore" +
        "<jupyter_code>%matplotlib inline\nx = 5 % 2\nx<jupyter_output>1\n<Figure>\nNameError: y" +
        "<jupyter_text>end<jupyter_code>pass<jupyter_output><empty_output>",
    );
    assert.deepEqual([document.language, document.size], ["Jupyter Notebook", null]);
  });

  it("is, as a script, in the language of its kernel", async () => {
    const [document] = await notebook("script");
    assert.equal(
      document?.text,
      "# %% [markdown]\n# # Title\n# words\n\n# %% [markdown]\n# more\n\n# %%\n# %matplotlib inline\nx = 5 % 2\n\n" +
        "# %%\nx\n\n# %% [markdown]\n# end\n\n# %%\npass\n",
    );
    assert.equal(document.language, "Python");
  });

  it("stays as it is or is left out where the source says so", async () => {
    assert.deepEqual(JSON.parse((await notebook("raw"))[0]?.text ?? ""), NOTEBOOK);
    assert.deepEqual(await notebook("skip"), []);
  });

  it("is told where it is none", async () => {
    folder.write("b.ipynb", "{}");
    folder.write("c.ipynb", "[".repeat(100_000));
    const problems = (await notebook()).map(({ path, problem }) => [path, problem?.slice(0, 22)]);
    assert.deepEqual(problems.slice(1), [
      ["b.ipynb", "it is no notebook of v"],
      ["c.ipynb", "it is no notebook: it "],
    ]);
  });
});
