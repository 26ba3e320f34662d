"""The peers: finds the near duplicates among the documents of a JSON Lines file, on one thread.

    pip install "datatrove[processing]" spacy orjson text-dedup rensa
    python bench/curation/find_near_duplicates.py datatrove|datatrove-split|text-dedup|rensa DOCUMENTS.jsonl LABELS.json

LABELS.json gets {"labels": one number a document, equal for documents of one cluster, "seconds", "own": the Jaccard similarity of
documents 2n and 2n + 1 by the contestant's own shingles}. Seconds are of the processor, children included, from opening the file to
the clusters; imports and the loading of models are left out.

- datatrove: its pipeline as documented, 14 buckets of 8 hashes, its English tokenizer (spaCy's).
- datatrove-split: the same with its text normalised and then split at spaces, which spares it spaCy.
- text-dedup: its command with --threshold 0.7 --num_perm 256 --ngram 5, one process.
- rensa: R-MinHash in Rust, 256 permutations, word 5-grams by Python's re, its LSH with 32 bands; a pair is kept where its estimate is
  0.7 or more.
"""

import json
import os
import pickle
import re
import resource
import shutil
import struct
import sys
import tempfile

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS", "ARROW_NUM_THREADS"):
    os.environ[name] = "1"


def processor_seconds():
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def read_texts(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line)["text"] for line in file]


def jaccard(one, other):
    one, other = set(one), set(other)
    return len(one & other) / max(1, len(one | other))


def similarities(texts, shingles):
    return [jaccard(shingles(texts[at]), shingles(texts[at + 1])) for at in range(0, len(texts), 2)]


def find(parents, document):
    while parents[document] != document:
        parents[document] = parents[parents[document]]
        document = parents[document]
    return document


def datatrove(path, work, split):
    from datatrove.pipeline.dedup.minhash import (
        MinhashConfig,
        MinhashDedupBuckets,
        MinhashDedupCluster,
        MinhashDedupSignature,
    )
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.utils.logging import logger

    class SplitAtSpaces:
        def word_tokenize(self, text):
            return text.split()

    logger.remove()
    config = MinhashConfig()
    signature = MinhashDedupSignature(work + "/signatures", config)
    if split:
        signature.word_tokenizer = SplitAtSpaces()
    signature.get_shingles("its model is loaded when it is first used")
    begun = processor_seconds()
    reader = JsonlReader(os.path.dirname(path), glob_pattern=os.path.basename(path))
    signature.run(reader.run(None, 0, 1), 0, 1)
    for bucket in range(config.num_buckets):
        buckets = MinhashDedupBuckets(work + "/signatures", work + "/buckets", config=config)
        buckets.run(None, bucket, config.num_buckets)
    MinhashDedupCluster(work + "/buckets", work + "/clusters", config=config, save_cluster_id=True).run(None, 0, 1)
    seconds = processor_seconds() - begun
    texts = read_texts(path)
    labels = list(range(len(texts)))
    with open(work + "/clusters/000000.clusters", "rb") as file:
        for document, cluster in struct.iter_unpack("<2I", file.read()):
            labels[document] = len(texts) + cluster
    own = similarities(texts, lambda text: signature.get_shingles(text).ravel().tolist())
    return labels, seconds, own


def text_dedup(path, work):
    from text_dedup.minhash import NON_ALPHA, main
    from text_dedup.utils import ngrams

    arguments = [
        *("--path", "json", "--data_files", path, "--split", "train", "--cache_dir", work + "/cache"),
        *("--output", work + "/output", "--column", "text", "--batch_size", "10000", "--num_proc", "1", "--debug"),
        *("--threshold", "0.7", "--num_perm", "256", "--ngram", "5", "--min_length", "5"),
    ]
    begun = processor_seconds()
    main(arguments, standalone_mode=False)
    seconds = processor_seconds() - begun
    with open(work + "/output/uf.pkl", "rb") as file:
        clusters = pickle.load(file)
    texts = read_texts(path)
    own = similarities(texts, lambda text: ngrams(NON_ALPHA.split(text.lower()), 5, 5))
    return [clusters.find(document) for document in range(len(texts))], seconds, own


def rensa(path, work):
    from rensa import RMinHash, RMinHashLSH

    split = re.compile(r"[^A-Za-z_0-9]+")

    def shingles(text):
        words = [word for word in split.split(text) if word]
        return [" ".join(words[start : start + 5]) for start in range(len(words) - 4)]

    begun = processor_seconds()
    texts = read_texts(path)
    index = RMinHashLSH(threshold=0.7, num_perm=256, num_bands=32)
    signatures = []
    parents = list(range(len(texts)))
    for document, text in enumerate(texts):
        signature = RMinHash(num_perm=256, seed=42)
        signature.update(shingles(text))
        for other in index.query(signature):
            if signature.jaccard(signatures[other]) >= 0.7:
                parents[find(parents, document)] = find(parents, other)
        index.insert(document, signature)
        signatures.append(signature)
    labels = [find(parents, document) for document in range(len(texts))]
    seconds = processor_seconds() - begun
    return labels, seconds, similarities(texts, shingles)


contestant, documents, output = sys.argv[1:4]
documents = os.path.abspath(documents)
work = tempfile.mkdtemp()
try:
    run = {
        "datatrove": lambda: datatrove(documents, work, False),
        "datatrove-split": lambda: datatrove(documents, work, True),
        "text-dedup": lambda: text_dedup(documents, work),
        "rensa": lambda: rensa(documents, work),
    }[contestant]
    labels, seconds, own = run()
finally:
    shutil.rmtree(work, ignore_errors=True)
with open(output, "w", encoding="utf-8") as file:
    json.dump({"labels": [int(label) for label in labels], "seconds": seconds, "own": own}, file)
