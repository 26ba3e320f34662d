"""Writes reference.json with SciPy and NumPy (fp64): `python make-reference.py`, SciPy 1.17. Not part of the tests' run.

regmix-1b.csv holds measurements of RegMix (Liu et al. 2024, arXiv 2407.01492), from data/test_mixture_1B.csv and
data/test_pile_loss_1B.csv of their repository: the shares of 17 domains of the Pile in 64 runs of 1B parameters, in thousandths,
and three of the validation losses, to four decimals.
"""

import csv
import json
from pathlib import Path

import numpy as np
from scipy import optimize, stats

here = Path(__file__).parent


def log_linear(shares, losses):
    """c + exp(t·r) by least squares: the best of many starts of MINPACK's Levenberg-Marquardt."""
    low, spread = losses.min(), np.ptp(losses)
    best = None
    for offset in [0.02, 0.05, 0.2, 0.5, 1, 3, 8]:
        c = low - offset * spread
        weights = losses - c
        t = np.linalg.lstsq(shares * weights[:, None], weights * np.log(losses - c), rcond=None)[0]
        fit = optimize.least_squares(
            lambda p: p[0] + np.exp(shares @ p[1:]) - losses, [c, *t], method="lm", xtol=1e-14, ftol=1e-14, max_nfev=20000
        )
        if best is None or fit.cost < best.cost:
            best = fit
    return best.x


def predict(law, shares):
    return law[0] + np.exp(shares @ law[1:])


def regmix():
    with open(here / "regmix-1b.csv") as file:
        rows = list(csv.reader(file))
    values = np.array(rows[1:], dtype=float)
    shares = values[:, :17] / values[:, :17].sum(axis=1, keepdims=True)
    folds = {}
    for column in range(17, 20):
        losses = values[:, column]
        # Ten folds in turn; our own folds are shuffled, so that errors agree in size, not in digits.
        left_out = np.empty_like(losses)
        linear = np.empty_like(losses)
        for fold in range(10):
            out = np.arange(64) % 10 == fold
            left_out[out] = predict(log_linear(shares[~out], losses[~out]), shares[out])
            linear[out] = shares[out] @ np.linalg.lstsq(shares[~out], losses[~out], rcond=None)[0]
        law = log_linear(shares, losses)
        folds[rows[0][column]] = {
            "sumOfSquares": float(((predict(law, shares) - losses) ** 2).sum()),
            "constant": float(law[0]),
            "rankCorrelation": float(stats.spearmanr(left_out, losses)[0]),
            "linearRankCorrelation": float(stats.spearmanr(linear, losses)[0]),
        }
    return folds


def mixing_laws():
    data = json.loads((here / "data-mixing-laws-70m.json").read_text())
    x = np.array(data["githubShares"])
    shares = np.stack([x, 1 - x], axis=1)
    fits = {name: log_linear(shares, np.array(data[name])) for name in ["githubLosses", "pileCcLosses"]}
    # The mixture with the lowest mean of the two, by bounded scalar minimisation.
    best = optimize.minimize_scalar(
        lambda g: sum(float(predict(law, np.array([g, 1 - g]))) for law in fits.values()) / 2, bounds=(0.25, 0.75), method="bounded",
        options={"xatol": 1e-12},
    )
    return {**{name: list(map(float, law)) for name, law in fits.items()}, "bestGithubShare": float(best.x), "bestMean": float(best.fun)}


def three_components():
    """A mean of three log-linear laws within bounds, minimised by SLSQP."""
    laws = np.array([[1.0, -3.0, 0.2, 0.1], [0.8, 0.3, -4.0, 0.0], [1.5, 0.1, 0.2, -3.5]])
    weights = np.array([0.5, 0.3, 0.2])
    low, high = np.array([0.05, 0.0, 0.1]), np.array([0.6, 0.3, 0.9])
    best = optimize.minimize(
        lambda r: float(weights @ (laws[:, 0] + np.exp(laws[:, 1:] @ r))),
        [0.5, 0.2, 0.3],
        bounds=list(zip(low, high)),
        constraints={"type": "eq", "fun": lambda r: r.sum() - 1},
        options={"ftol": 1e-15},
    )
    return {"laws": laws.tolist(), "weights": weights.tolist(), "low": low.tolist(), "high": high.tolist(),
            "shares": best.x.tolist(), "loss": float(best.fun)}


reference = {"regmix": regmix(), "mixingLaws": mixing_laws(), "threeComponents": three_components()}
(here / "reference.json").write_text(json.dumps(reference, indent=2) + "\n")
