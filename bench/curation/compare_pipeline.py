"""The peers' curation of a JSON Lines file, with as many processes as there are cores:

    pip install "datatrove[processing]" spacy orjson text-dedup
    python bench/curation/compare_pipeline.py datatrove|datatrove-split|text-dedup DOCUMENTS.jsonl

- datatrove: its filters for text (Gopher repetition and quality, C4), its removal of e-mail and IP addresses, then MinHash in its four
  steps, as its examples chain them. It knows no syntax, languages of code, licences, secrets or reasons kept with documents. The filters
  drop next to all code; so that it does the whole work, each reads every document and what they would drop goes on.
- datatrove-split: the same, but text is split at spaces where it would ask spaCy.
- text-dedup: near duplicates alone.
"""

import os
import shutil
import sys
import tempfile

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"


class SplitAtSpaces:
    def word_tokenize(self, text):
        return text.split()

    def span_tokenize(self, text):
        """Sentences: all that ends with a full stop and a space."""
        ends = [at + 2 for at in range(len(text)) if text.startswith(". ", at)]
        return list(zip([0, *ends], [*ends, len(text)]))


class Judged:
    """Runs a filter on every document and lets it go on."""

    def __init__(self, judge, split):
        self.judge = judge
        self.split = split

    def __call__(self, data, rank=0, world_size=1):
        if self.split:
            import datatrove.utils.word_tokenizers

            datatrove.utils.word_tokenizers.load_word_tokenizer = lambda _language: SplitAtSpaces()
        for document in data:
            text = document.text
            self.judge.filter(document)
            document.text = text
            yield document


def datatrove(path, work, split):
    import datatrove.pipeline.filters as filters
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.dedup import MinhashDedupFilter
    from datatrove.pipeline.dedup.minhash import (
        MinhashConfig,
        MinhashDedupBuckets,
        MinhashDedupCluster,
        MinhashDedupSignature,
    )
    from datatrove.pipeline.formatters import PIIFormatter
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    workers = os.cpu_count()
    config = MinhashConfig()
    kept = work + "/kept"
    pieces = split_file(path, work + "/pieces", workers)
    signature = MinhashDedupSignature(work + "/signatures", config)
    judges = [filters.GopherRepetitionFilter(), filters.GopherQualityFilter(), filters.C4QualityFilter()]
    if split:
        signature.word_tokenizer = SplitAtSpaces()

    def run(tasks, *steps):
        LocalPipelineExecutor(
            pipeline=list(steps), tasks=tasks, workers=min(tasks, workers), logging_dir=tempfile.mkdtemp(dir=work)
        ).run()

    run(workers, JsonlReader(pieces), *(Judged(judge, split) for judge in judges), PIIFormatter(), JsonlWriter(kept))
    run(workers, JsonlReader(kept), signature)
    run(config.num_buckets, MinhashDedupBuckets(work + "/signatures", work + "/buckets", config=config))
    run(1, MinhashDedupCluster(work + "/buckets", work + "/remove", config=config))
    run(workers, JsonlReader(kept), MinhashDedupFilter(work + "/remove"), JsonlWriter(work + "/out"))


def split_file(path, folder, pieces):
    """One task of datatrove reads whole files: as many as there are processes."""
    os.makedirs(folder)
    files = [open(f"{folder}/{piece}.jsonl", "w", encoding="utf-8") for piece in range(pieces)]
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            files[number % pieces].write(line)
    for file in files:
        file.close()
    return folder


def text_dedup(path, work):
    from text_dedup.minhash import main

    arguments = [
        *("--path", "json", "--data_files", path, "--split", "train", "--cache_dir", work + "/cache"),
        *("--output", work + "/output", "--column", "text", "--batch_size", "10000", "--num_proc", str(os.cpu_count())),
        *("--threshold", "0.7", "--num_perm", "256", "--ngram", "5", "--min_length", "5"),
    ]
    main(arguments, standalone_mode=False)


# Processes that are started import this file again.
if __name__ == "__main__":
    contestant, documents = sys.argv[1:3]
    documents = os.path.abspath(documents)
    work = tempfile.mkdtemp()
    try:
        if contestant == "text-dedup":
            text_dedup(documents, work)
        else:
            datatrove(documents, work, contestant == "datatrove-split")
    finally:
        shutil.rmtree(work, ignore_errors=True)
