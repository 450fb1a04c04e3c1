#!/usr/bin/python3
"""Answers of cvxopt and scipy to portfolio problems, for tests/oracle/port.c.

    tools/oracle/port.py > tests/oracle/port.csv         needs python3-numpy, python3-scipy, python3-cvxopt

A row is a name and numbers. Inputs come first: every test reads them from there."""
import sys

import cvxopt
import numpy as np
import scipy
from cvxopt import matrix, solvers
from scipy.cluster.hierarchy import leaves_list, linkage
from scipy.optimize import linprog, minimize
from scipy.spatial.distance import squareform

ASSETS, DAYS, LEVEL = 12, 90, 0.9
solvers.options.update(show_progress=False, abstol=1e-14, reltol=1e-14, feastol=1e-14, maxiters=200)


def row(name, values):
    print(name + "," + ",".join(repr(float(v)) for v in np.ravel(values)))


def qp(q, c, lower, upper, a=None, b=None, g=None, h=None):
    n = len(c)
    big_g = [np.eye(n), -np.eye(n)] + ([g] if g is not None else [])
    big_h = [upper, -lower] + ([h] if h is not None else [])
    out = solvers.qp(matrix(q), matrix(c), matrix(np.vstack(big_g)), matrix(np.concatenate(big_h)),
                     None if a is None else matrix(a), None if b is None else matrix(b))
    return np.ravel(out["x"])


def main():
    print(f"# cvxopt {cvxopt.__version__}, scipy {scipy.__version__}, numpy {np.__version__}; tools/oracle/port.py")
    rng = np.random.default_rng(20240229)
    market = rng.normal(0.0004, 0.008, DAYS)
    beta = rng.uniform(0.3, 1.6, ASSETS)
    returns = np.round(np.outer(market, beta) + rng.normal(0.0003, 0.01, (DAYS, ASSETS)), 6)
    mean = returns.mean(axis=0)
    cov = np.cov(returns, rowvar=False)
    row("returns", returns)

    n, ones, zero = ASSETS, np.ones((1, ASSETS)), np.zeros(ASSETS)
    scale = 1e4                         # cvxopt's tolerances are absolute
    row("minimum_variance", qp(scale * cov, zero, zero, np.ones(n), ones, np.ones(1)))
    groups = np.zeros((3, n))
    for i in range(n):
        groups[i % 3, i] = 1
    row("capped", qp(scale * cov, zero, zero, np.full(n, 0.2), ones, np.ones(1), groups, np.full(3, 0.36)))
    row("long_short", qp(scale * cov, -scale * mean / 5, np.full(n, -0.1), np.full(n, 0.3), ones, np.ones(1)))
    target = float(np.quantile(mean, 0.7))
    row("target", [target])
    row("target_return", qp(scale * cov, zero, zero, np.ones(n), ones, np.ones(1), -scale * mean[None, :], -scale * np.array([target])))
    y = qp(scale * cov, -1e2 * mean, zero, np.full(n, 1e6))
    row("maximum_sharpe", y / y.sum())
    deviation = np.sqrt(np.diag(cov))
    y = qp(scale * cov, -deviation, zero, np.full(n, 1e6))
    row("maximum_diversification", y / y.sum())

    share = 1 / ((1 - LEVEL) * DAYS)
    cost = np.concatenate([zero, [1], np.full(DAYS, share)])
    upper = np.hstack([-returns, -np.ones((DAYS, 1)), -np.eye(DAYS)])
    bounds = [(0, 1)] * n + [(None, None)] + [(0, None)] * DAYS
    best = linprog(cost, upper, np.zeros(DAYS), np.concatenate([np.ones(n), np.zeros(DAYS + 1)])[None, :], [1], bounds, method="highs")
    row("minimum_cvar", [best.fun])

    total, identity = np.cumsum(returns, axis=0), np.eye(DAYS)
    cost = np.concatenate([zero, [1], np.full(DAYS, share), np.zeros(DAYS)])
    step = np.eye(DAYS) - np.eye(DAYS, k=-1)
    upper = np.vstack([
        np.hstack([-total, -np.ones((DAYS, 1)), -identity, identity]),
        np.hstack([total, np.zeros((DAYS, 1 + DAYS)), -identity]),
        np.hstack([np.zeros((DAYS, n + 1 + DAYS)), -step]),
    ])
    bounds = [(0, 1)] * n + [(None, None)] + [(0, None)] * DAYS + [(0, None)] * DAYS
    best = linprog(cost, upper, np.zeros(3 * DAYS), np.concatenate([np.ones(n), np.zeros(2 * DAYS + 1)])[None, :], [1], bounds, method="highs")
    row("minimum_drawdown", [best.fun])

    start = 1 / deviation
    best = minimize(lambda y: 0.5 * y @ cov @ y * scale - np.log(y).sum() / n, start / 100,
                    jac=lambda y: scale * cov @ y - 1 / (n * y), method="L-BFGS-B",
                    bounds=[(1e-9, None)] * n, options={"maxiter": 20000, "ftol": 1e-16, "gtol": 1e-14})
    row("risk_parity", best.x / best.x.sum())

    correlation = cov / np.outer(deviation, deviation)
    distance = np.sqrt(np.clip((1 - correlation) / 2, 0, 1))
    np.fill_diagonal(distance, 0)
    for how in ("single", "complete", "average", "ward"):
        tree = linkage(squareform(distance, checks=False), how)
        row("heights_" + how, tree[:, 2])
        row("order_" + how, leaves_list(tree))

    def held(members):
        weight = 1 / np.diag(cov)[members]
        weight /= weight.sum()
        return weight @ cov[np.ix_(members, members)] @ weight

    weight, work = np.ones(n), [list(leaves_list(linkage(squareform(distance, checks=False), "single")))]
    while work:
        members = work.pop()
        if len(members) < 2:
            continue
        left, right = members[:len(members) // 2], members[len(members) // 2:]
        alpha = 1 - held(left) / (held(left) + held(right))
        weight[left] *= alpha
        weight[right] *= 1 - alpha
        work += [left, right]
    row("hierarchical_risk_parity", weight)

    tau, prior = 0.05, 2.5 * cov @ np.full(n, 1 / n)
    picks = np.zeros((2, n))
    picks[0, 0], picks[1, 1], picks[1, 2] = 1, 1, -1
    views, confidence = np.array([0.001, 0.0002]), np.array([0.5, 0.8])
    omega = np.diag((1 - confidence) / confidence * np.diag(picks @ (tau * cov) @ picks.T))
    inverse = np.linalg.inv(np.linalg.inv(tau * cov) + picks.T @ np.linalg.inv(omega) @ picks)
    row("posterior_mean", inverse @ (np.linalg.inv(tau * cov) @ prior + picks.T @ np.linalg.inv(omega) @ views))
    row("posterior_covariance", cov + inverse)


if __name__ == "__main__":
    sys.exit(main())
