"""Writes reference.json with SciPy and NumPy (fp64): `python make-reference.py`, SciPy 1.17. Not part of the tests' run."""

import json
from pathlib import Path

import numpy as np
from scipy import special, stats

DEGREES = [1, 1.5, 2, 3.7, 4, 10, 29.5, 100, 5000]

random = np.random.default_rng(7)
arms, seeds, clusters = 3, 4, 6
weights = random.integers(50, 400, size=clusters).astype(float)
ratios = 2 + 0.3 * random.standard_normal(clusters)
noise = 0.05 * random.standard_normal((arms, seeds, clusters))
noise = noise + 0.03 * random.standard_normal((arms, seeds, 1))
values = weights * (ratios + 0.1 * np.arange(arms)[:, None, None] + noise)

# Two-way random effects without replication on the linearised differences between arm 1 and arm 0.
estimates = values.sum(axis=2) / weights.sum()
influences = (values - estimates[:, :, None] * weights) / weights.mean()
paired = influences[1] - influences[0]
between = seeds * (paired.mean(axis=0) ** 2).sum() / (clusters - 1)
residual = ((paired - paired.mean(axis=0)) ** 2).sum() / ((seeds - 1) * (clusters - 1))
centred = (
    estimates - estimates.mean(axis=1, keepdims=True) - estimates.mean(axis=0, keepdims=True) + estimates.mean()
)
interaction = (centred**2).sum() / ((arms - 1) * (seeds - 1))
seed_term = 2 * interaction / seeds
cluster_term = between / (seeds * clusters)
residual_term = residual / (seeds * clusters)
variance = seed_term + cluster_term - residual_term
degrees = variance**2 / (
    seed_term**2 / ((arms - 1) * (seeds - 1))
    + cluster_term**2 / (clusters - 1)
    + residual_term**2 / ((seeds - 1) * (clusters - 1))
)

baseline = [1.31, 1.28, 1.35, 1.30, 1.33, 1.29]
other = [1.22, 1.25, 1.27, 1.20, 1.31, 1.22]
paired_test = stats.ttest_rel(other, baseline)
interval = paired_test.confidence_interval(0.95)



def paired_power(seeds, effect, deviation, alpha):
    threshold = stats.t.ppf(1 - alpha / 2, seeds - 1)
    shift = effect / deviation * np.sqrt(seeds)
    return float(stats.nct.sf(threshold, seeds - 1, shift) + stats.nct.cdf(-threshold, seeds - 1, shift))


reference = {
    "logGamma": [[x, special.gammaln(x)] for x in [0.1, 0.5, 1, 2.5, 17, 400]],
    "incompleteBeta": [
        [x, a, b, special.betainc(a, b, x)]
        for x, a, b in [(0.01, 0.5, 0.5), (0.3, 2, 5), (0.9, 2, 5), (0.5, 50, 0.5), (0.999, 2500, 0.5)]
    ],
    "criticalT": [[degrees, stats.t.ppf(0.975, degrees)] for degrees in DEGREES],
    "twoSidedP": [[t, degrees, 2 * stats.t.sf(t, degrees)] for t in [0.1, 2.0, 6.5] for degrees in DEGREES],
    "pairedPower": [
        [*design, paired_power(*design)]
        for design in [(2, 0.01, 0.005, 0.05), (3, 1, 1, 0.05), (6, 0.01, 0.005, 0.025), (12, 1, 1.2, 0.01), (50, 0.2, 0.5, 0.05)]
    ],
    "holm": {"p": [0.01, 0.04, 0.03, 0.005], "adjusted": [0.03, 0.06, 0.06, 0.02]},
    "crossed": {
        "weights": weights.tolist(),
        "values": values.tolist(),
        "difference": float(estimates[1].mean() - estimates[0].mean()),
        "variance": float(variance),
        "degrees": float(degrees),
        "halfWidth": float(stats.t.ppf(0.975, degrees) * np.sqrt(variance)),
        "terms": {"seed": float(seed_term), "cluster": float(cluster_term), "residual": float(residual_term)},
    },
    "pairedT": {
        "baseline": baseline,
        "other": other,
        "p": float(paired_test.pvalue),
        "low": float(interval.low),
        "high": float(interval.high),
    },
}
Path(__file__).with_name("reference.json").write_text(json.dumps(reference, indent=1) + "\n")
