"""Reference values for test/analysis/win-rate, by SciPy's general optimiser and Student's t:
python3 bench/win-rate/reference.py"""

import numpy as np
from scipy.optimize import minimize
from scipy.stats import t

wins = np.array([[0, 7, 9.5], [3, 0, 6], [0.5, 4, 0]])
seen = wins + np.where(wins + wins.T > 0, 0.5, 0)


def bradley_terry(s):
    difference = s[:, None] - s[None, :]
    return np.sum(seen * np.log1p(np.exp(-difference))) + 50 * np.mean(s) ** 2


print("bradleyTerry", minimize(bradley_terry, np.zeros(3), tol=1e-14).x)

score = np.array([1, 1, 0.5, 0, 1, 0, 1, 0.5])
longer = np.array([120, 80, 10, -60, 200, -15, -40, 30])
x = np.tanh(longer / longer.std())


def length(c):
    p = 1 / (1 + np.exp(-(c[0] + c[1] * x)))
    return -np.sum(score * np.log(p) + (1 - score) * np.log(1 - p)) + 0.005 * np.sum(c**2)


fit = minimize(length, np.zeros(2), tol=1e-14).x
print("lengthControlled", 1 / (1 + np.exp(-fit[0])))
half = t.ppf(0.975, len(score) - 1) * score.std(ddof=1) / np.sqrt(len(score))
print("winRate", score.mean(), score.mean() - half, score.mean() + half)
