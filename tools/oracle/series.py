#!/usr/bin/python3
"""Print what pandas says of a fixed pair of series: the oracle of src/num's rolling, ewm, change, fill and section.

    python3 tools/oracle/series.py > tests/oracle/series.csv        # Debian: python3-pandas

A column is named family/frame/least: frame r20 is 20 rows, t5 is 5 units of the column `at`, e is expanding.
"""
import numpy as np
import pandas as pd

ROWS = 120
FRAMES = (("r10", 10, 10), ("r10", 10, 3), ("r40", 40, 12), ("t9", "9us", 1), ("t9", "9us", 4), ("e", None, 2))


def inputs():
    rng = np.random.default_rng(20)
    x = np.round(100 + np.cumsum(rng.standard_normal(ROWS)), 1)
    y = np.round(0.5 * x + rng.standard_normal(ROWS), 3)
    x[[0, 17, 18, 19, 60]] = np.nan
    y[[5, 18, 90]] = np.nan
    x[70:86] = x[69]
    at = np.cumsum(rng.integers(1, 4, ROWS))
    return pd.DataFrame({"at": at, "x": x, "y": y}, index=pd.to_datetime(at, unit="us"))


def windows(d):
    for name, frame, least in FRAMES:
        x = d.x.expanding(least) if frame is None else d.x.rolling(frame, min_periods=least)
        answers = {
            "sum": x.sum(), "mean": x.mean(), "variance": x.var(), "deviation": x.std(), "skewness": x.skew(),
            "kurtosis": x.kurt(), "min": x.min(), "max": x.max(), "median": x.median(), "quantile": x.quantile(0.3),
            "rank": x.rank(), "product": x.apply(np.nanprod, raw=True), "score": (d.x - x.mean()) / x.std(),
            "covariance": x.cov(d.y), "correlation": x.corr(d.y),
        }
        both = d.x.where(d.y.notna())
        both = both.expanding(least) if frame is None else both.rolling(frame, min_periods=least)
        answers["slope"] = x.cov(d.y) / both.var()
        for family, values in answers.items():
            yield f"{family}/{name}/{least}", values


def weighted(d):
    for name, e in (("a0.2/1", dict(alpha=0.2, min_periods=1)), ("a0.05/10", dict(alpha=0.05, min_periods=10))):
        x = d.x.ewm(**e)
        yield f"ewm_mean/{name}", x.mean()
        yield f"ewm_variance/{name}", x.var()
        yield f"ewm_deviation/{name}", x.std()
        pairs = d.where(d.x.notna() & d.y.notna())
        yield f"ewm_covariance/{name}", pairs.x.ewm(**e).cov(pairs.y)
        yield f"ewm_correlation/{name}", pairs.x.ewm(**e).corr(pairs.y)
    yield "ewm_mean/h7/1", d.x.ewm(halflife="7us", times=d.index).mean()


def others(d):
    yield "lag/3", d.x.shift(3)
    yield "difference/2", d.x.diff(2)
    yield "simple/1", d.x.pct_change(fill_method=None)
    yield "log/5", np.log(d.x / d.x.shift(5))
    yield "cumulative_sum", d.x.cumsum()
    yield "cumulative_product", (d.x / 100).cumprod()
    yield "cumulative_min", d.x.cummin()
    yield "cumulative_max", d.x.cummax()
    yield "forward/0", d.x.ffill()
    yield "forward/2", d.x.ffill(limit=2)
    yield "linear/rows", d.x.interpolate()
    yield "linear/time", d.x.interpolate("time")
    yield "section_ranks", d.x.rank(pct=True)
    yield "section_zscores", (d.x - d.x.mean()) / d.x.std()
    yield "section_winsorised", d.x.clip(d.x.quantile(0.1), d.x.quantile(0.9))
    yield "section_neutral", d.x - d.x.groupby(d["at"] % 4).transform("mean")


def joins(d):
    """For each row of x the row of every third row of y, joined as of its time with a tolerance of 4."""
    left = pd.DataFrame({"at": d["at"].values})
    right = pd.DataFrame({"at": d["at"].values[::3] + 1, "row": np.arange(len(d["at"].values[::3]))})
    yield "as_of/4", pd.merge_asof(left, right, on="at", tolerance=4)["row"]


def main():
    d = inputs()
    columns = {"at": d["at"], "x": d.x, "y": d.y}
    for group in (windows(d), weighted(d), others(d), joins(d)):
        columns.update(group)
    print(f"# pandas {pd.__version__}, numpy {np.__version__}: python3 tools/oracle/series.py > tests/oracle/series.csv")
    print(",".join(columns))
    for row in zip(*(np.asarray(c, dtype=float) for c in columns.values())):
        print(",".join("" if np.isnan(v) else repr(float(v)) for v in row))


main()
