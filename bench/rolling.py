"""Prints what pandas needs for the figures of bench/rolling.c, a name and milliseconds of processor time a line; nothing where
pandas is not installed."""
import time

try:
    import numpy as np
    import pandas as pd
except ImportError:
    raise SystemExit

ROWS, COLUMNS, ROUNDS = 4000, 2400, 2
panel = pd.DataFrame(np.random.default_rng(1).standard_normal((COLUMNS, ROWS)).T)
few = panel.iloc[:, :240]
rolling, part = panel.rolling(20), few.rolling(20)
for name, share, run in (
    ("mean", 1, lambda: rolling.mean()),
    ("deviation", 1, lambda: rolling.std()),
    ("skewness", 1, lambda: rolling.skew()),
    ("kurtosis", 1, lambda: rolling.kurt()),
    ("min", 1, lambda: rolling.min()),
    ("max", 1, lambda: rolling.max()),
    ("median", 10, lambda: part.median()),
    ("quantile", 10, lambda: part.quantile(0.05)),
    ("rank", 10, lambda: part.rank()),
    ("correlation", 10, lambda: [few[k].rolling(20).corr(few[k + 1]) for k in range(239)]),
    ("ewm mean", 1, lambda: panel.ewm(alpha=0.1).mean()),
    ("ewm deviation", 1, lambda: panel.ewm(alpha=0.1).std()),
    ("section ranks", 1, lambda: panel.rank(axis=1)),
):
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.process_time()
        run()
        best = min(best, time.process_time() - began)
    print(f"{name}\t{best * 1000 * share:.1f}", flush=True)
