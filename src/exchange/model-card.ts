import { formatShare, formatSigned, formatValue } from "../analysis/number-format.ts";
import type { MetricResult, Results, TrainedShares } from "../analysis/results.ts";
import type { CorpusFile, CorpusSource } from "../experiment/corpus-file.ts";
import { type ModelShape, parameterCount } from "../experiment/model.ts";
import type { Manifest } from "../store/manifest.ts";
import { withoutCredentials } from "../store/without-credentials.ts";
import type { LicenceShare } from "./document-licences.ts";

/** A corpus that a model was trained on. */
export interface CardCorpus {
  readonly name: string;
  readonly file: CorpusFile;
  readonly licences: readonly LicenceShare[];
}

/** A phase of training: its stage's manifest, and what it was declared to see. */
export interface CardPhase {
  readonly tokens: number;
  readonly mixture: Readonly<Record<string, number>>;
  readonly manifest: Manifest;
}

/** What a model card tells. */
export interface ModelCard {
  readonly experiment: string;
  readonly description: string;
  readonly arm: string;
  readonly seed: number;
  readonly baseline: string;
  readonly model: ModelShape;
  readonly corpora: readonly CardCorpus[];
  readonly phases: readonly CardPhase[];
  /** What it was really trained on; the mean over seeds. */
  readonly trained: TrainedShares;
  /** Undefined until all arms are evaluated. */
  readonly results: Results | undefined;
  /** The experiment's file, relative to its workspace. */
  readonly file: string;
}

/** The model card (README.md) of an exported model, with the metadata that Hugging Face's hub reads. */
export function modelCard(card: ModelCard): string {
  const { experiment, description, arm, seed, model } = card;
  const tokens = card.phases.reduce((sum, phase) => sum + phase.tokens, 0);
  return [
    "---\nlibrary_name: transformers\npipeline_tag: text-generation\ntags:\n- ablation\n- base-model\n---",
    `# ${arm}, seed ${seed}`,
    `A base model of ${millions(parameterCount(model))} parameters, trained on ${millions(tokens)} tokens by Ablate for the experiment ` +
      `“${experiment}”. It exists to measure what its training data do. It follows no instructions, its answers are not safe, and ` +
      "nobody has looked at what it says: do not use it for anything else.",
    ...(description === "" ? [] : [description]),
    `## Data\n\n${dataText(card)}`,
    `## Licences of the training documents\n\n${licencesText(card.corpora)}`,
    `## Training\n\n${trainingText(card)}`,
    `## Results\n\n${resultsText(card)}`,
    `## Where it comes from\n\n${originText(card)}`,
    `## Use\n\n    from transformers import AutoModelForCausalLM, AutoTokenizer\n    model = AutoModelForCausalLM.from_pretrained(".")\n    tokenizer = AutoTokenizer.from_pretrained(".")`,
    "",
  ].join("\n\n");
}

function dataText({ corpora, phases, trained }: ModelCard): string {
  const phaseRows = phases.map(({ tokens, mixture }, index) => {
    const shares = Object.entries(mixture).filter(([, share]) => share > 0);
    return [
      String(index + 1),
      millions(tokens),
      shares.map(([name, share]) => `${formatShare(share)} ${name}`).join(", "),
    ];
  });
  const seen = Object.entries(trained).map(([name, { tokenShare, byteShare, epochs }]) => [
    name,
    formatShare(tokenShare),
    formatShare(byteShare),
    epochs.toFixed(2),
  ]);
  const sources = corpora.flatMap(({ name, file }) =>
    file.sources.map((source) => [name, source.name, source.class ?? "by language", source.type, placeOf(source)]),
  );
  return [
    table(["phase", "tokens", "mixture (share of the tokens)"], phaseRows),
    `What was really seen, over all phases:\n\n${table(["corpus", "tokens", "bytes", "epochs"], seen)}`,
    `Sources:\n\n${table(["corpus", "source", "class", "type", "address"], sources)}`,
  ].join("\n\n");
}

/** Where a source is found by others: an address; paths of this machine are nobody else's. */
function placeOf(source: CorpusSource): string {
  if (source.type !== "git" && source.type !== "commits") return "";
  const places = [source.url ?? source.repositories ?? []].flat();
  const addresses = places
    .map((place) => (typeof place === "string" ? place : place.url))
    .filter((url) => url.includes("://"));
  return addresses.length > 3 ? `${addresses.length} repositories` : addresses.map(withoutCredentials).join(", ");
}

function licencesText(corpora: readonly CardCorpus[]): string {
  const rows = corpora.flatMap(({ name, licences }) => {
    const total = licences.reduce((sum, { bytes }) => sum + bytes, 0);
    return licences.map(({ licence, documents, bytes }) => [
      name,
      licence ?? "not known",
      String(documents),
      formatShare(total === 0 ? 0 : bytes / total),
    ]);
  });
  const note =
    "Of the documents that may be drawn in training, after filters and without those held out, as Ablate found them.";
  return `${note}\n\n${table(["corpus", "licence (SPDX)", "documents", "bytes"], rows)}`;
}

function trainingText({ model, phases }: ModelCard): string {
  const shape = Object.entries(model).map(([name, value]) => `${name} ${String(value)}`);
  const blocks = phases.map(({ manifest }, index) => {
    const { model: _model, mixture: _mixture, checkpoint, ...rest } = manifest.parameters;
    const start = checkpoint === undefined ? {} : { startedFrom: "a checkpoint of Hugging Face" };
    return `Phase ${index + 1}:\n\n\`\`\`json\n${JSON.stringify({ ...rest, ...start }, null, 2)}\n\`\`\``;
  });
  return [`Shape: ${shape.join(", ")}.`, ...blocks].join("\n\n");
}

function resultsText({ results, arm, baseline }: ModelCard): string {
  if (results === undefined) return "The experiment is not complete yet.";
  const wholes = results.metrics.filter(({ slice }) => slice === undefined);
  const rows = wholes.flatMap((metric) => {
    const estimate = metric.arms.find((each) => each.arm === arm);
    if (estimate === undefined) return [];
    const { mean, low, high, difference } = estimate;
    const interval = (of: { readonly low: number; readonly high: number }): string =>
      `${formatValue(of.low, metric)} to ${formatValue(of.high, metric)}`;
    const compared =
      difference === undefined
        ? "is the baseline"
        : `${formatSigned(difference.mean, metric)} (${interval(difference)})${difference.distinguishable ? "" : ", not distinguishable"}`;
    return [
      [`${metric.title}${unitOf(metric)}`, `${formatValue(mean, metric)} (${interval({ low, high })})`, compared],
    ];
  });
  const note =
    `Means over seeds ${results.seeds.join(", ")} of this arm with 95 % intervals, and differences to the arm ${baseline} after Holm's ` +
    "correction. Lower bits per byte are better.";
  return `${note}\n\n${table(["metric", "mean", `difference to ${baseline}`], rows)}`;
}

function unitOf({ unit }: MetricResult): string {
  return unit === "share" ? " (%)" : "";
}

function originText({ phases, file, experiment, arm, seed }: ModelCard): string {
  const rows = phases.map(({ manifest }, index) => {
    const { origin, key, startedAt } = manifest;
    const commit = origin?.commit;
    const state = commit?.changed === true ? ", with changes" : "";
    const command = origin === undefined ? "not recorded" : `\`ablate ${origin.command.join(" ")}\``;
    return [String(index + 1), key, startedAt, command, commit == null ? "none" : `${commit.revision}${state}`];
  });
  return [
    `Arm ${arm}, seed ${seed}, of ${experiment} (${file}).`,
    table(["phase", "stage", "begun", "command", "commit of the workspace"], rows),
  ].join("\n\n");
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cellText).join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
}

/** A corpus or a licence may be called anything: no cell ends its row or begins another. */
function cellText(text: string): string {
  return text.replace(/\s+/g, " ").replaceAll("|", "\\|").replaceAll("<", "&lt;");
}

function millions(count: number): string {
  return `${(count / 1e6).toFixed(2)}M`;
}
