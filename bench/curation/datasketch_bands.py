"""The bands and rows that datasketch's optimiser chooses: the reference of test/corpus/dedup/bands.test.ts.

pip install datasketch scipy; python bench/curation/datasketch_bands.py
"""

from datasketch.lsh import _optimal_param

for threshold, permutations, miss_weight in [
    (0.7, 256, 0.5),
    (0.5, 128, 0.5),
    (0.85, 128, 0.5),
    (0.8, 64, 0.2),
    (0.7, 256, 0.9),
]:
    print(threshold, permutations, miss_weight, _optimal_param(threshold, permutations, 1 - miss_weight, miss_weight))
