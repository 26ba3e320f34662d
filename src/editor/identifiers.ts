/** Commands of the extension, as package.json declares them. */
export const Command = {
  newExperiment: "ablate.newExperiment",
  curate: "ablate.curate",
  plan: "ablate.plan",
  run: "ablate.run",
  stop: "ablate.stop",
  pause: "ablate.pause",
  resume: "ablate.resume",
  retry: "ablate.retry",
  openStageLog: "ablate.openStageLog",
  showResults: "ablate.showResults",
  openReport: "ablate.openReport",
  openLog: "ablate.openLog",
  freeSpace: "ablate.freeSpace",
  inspectFile: "ablate.inspectFile",
  exploreCorpus: "ablate.exploreCorpus",
  labelDocuments: "ablate.labelDocuments",
} as const;

/** Trees in the activity-bar container. */
export const View = {
  corpora: "ablate.corpora",
  experiments: "ablate.experiments",
  runs: "ablate.runs",
} as const;

/** Values that `when` clauses of package.json read. */
export const ContextKey = {
  /** Whether the engine runs for any file. */
  running: "ablate.running",
  /** Paths of the files that the engine runs for, for `resourcePath in ablate.runningFiles`. */
  runningFiles: "ablate.runningFiles",
} as const;

/** `contextValue` of tree items, for the `viewItem` clauses of package.json. */
export const ItemKind = {
  corpus: "ablate.corpus",
  corpusRunning: "ablate.corpus.running",
  experiment: "ablate.experiment",
  experimentRunning: "ablate.experiment.running",
  arm: "ablate.arm",
  runActive: "ablate.run.active",
  runEnded: "ablate.run.ended",
  runResumable: "ablate.run.ended.resumable",
  runFailed: "ablate.run.ended.failed",
  curationActive: "ablate.curation.active",
  curationEnded: "ablate.curation.ended",
  curationResumable: "ablate.curation.ended.resumable",
  curationFailed: "ablate.curation.ended.failed",
} as const;

/** Settings, beneath `ablate.`. */
export const Setting = {
  section: "ablate",
  trainerPath: "trainerPath",
  devices: "devices",
  executor: "executor",
  threads: "threads",
  explainFiles: "explain.files",
  explainDiagnostics: "explain.diagnostics",
  explainHovers: "explain.hovers",
  explainStatusBar: "explain.statusBar",
} as const;

/** Type of tasks, as tasks.json and package.json name it, and of their problem matcher. */
export const taskType = "ablate";

/** Type of the webview panel that shows one experiment, and of its serializer. */
export const resultsPanelType = "ablate.results";

/** Type of the webview panel that shows a report where no browser can open a local file. */
export const reportPanelType = "ablate.report";

/** Type of the webview panel that shows one corpus, and of its serializer. */
export const explorerPanelType = "ablate.corpusExplorer";

/** Type of the webview panel that shows the plan of one experiment, and of its serializer. */
export const planPanelType = "ablate.plan";

/** Type of the webview panel on which documents are labelled. */
export const labellingPanelType = "ablate.labelling";

/** Scheme of the read-only documents that show what Explain File Quality found. */
export const inspectionScheme = "ablate-inspection";

/** Scheme of the read-only documents that show where a number comes from. */
export const trailScheme = "ablate-trail";

/** Scheme of the read-only documents of a corpus. */
export const documentScheme = "ablate-document";

/** Endings of the two kinds of files that users write. */
export const FileEnding = {
  corpus: ".corpus.json",
  ablation: ".ablation.json",
} as const;
