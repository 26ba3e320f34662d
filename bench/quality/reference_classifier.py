"""Reference values of test/corpus/learned: scikit-learn on the same small problems. Run: python bench/quality/reference_classifier.py"""

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

X = np.array([[1.0, 0.0], [0.5, 0.5], [0.0, 1.0], [-1.0, 0.5], [-0.5, -1.0], [0.25, -0.75]])
y = np.array([1, 1, 1, 0, 0, 1])
PENALTY = 0.5

scores = LogisticRegression(C=1 / PENALTY, tol=1e-12, max_iter=10_000).fit(X, y)
print("two scores:", scores.coef_[0], "threshold", -scores.intercept_[0])

# Bradley-Terry: a logistic regression of the differences, both ways round so that there are two classes.
pairs = [(0, 3), (1, 4), (2, 3), (0, 4), (5, 4), (4, 3)]
D = np.array([X[better] - X[worse] for better, worse in pairs])
# Every pair is there twice, so the penalty is doubled too.
bradley_terry = LogisticRegression(C=1 / (2 * PENALTY), fit_intercept=False, tol=1e-12, max_iter=10_000).fit(
    np.vstack([D, -D]), np.array([1] * len(D) + [0] * len(D))
)
print("pairs:", bradley_terry.coef_[0])

latent = np.array([-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 3.0])
good = np.array([0, 0, 1, 0, 1, 0, 1, 1])
high, low = (good.sum() + 1) / (good.sum() + 2), 1 / ((1 - good).sum() + 2)
target = np.where(good == 1, high, low)


def platt_loss(p):
    x = p[0] * latent + p[1]
    return np.sum(target * np.logaddexp(0, -x) + (1 - target) * np.logaddexp(0, x))


platt = minimize(platt_loss, [1, 0], method="Nelder-Mead", options={"xatol": 1e-10, "fatol": 1e-14, "maxiter": 100_000})
print("Platt: slope", platt.x[0], "offset", platt.x[1])
print("AUC:", roc_auc_score(good, latent))
