#!/usr/bin/python3
"""Print what pandas says of expressions over a few assets with days of their own: the oracle of `lumia calc`.

    python3 tools/oracle/calc.py > tests/oracle/calc.csv        # Debian: python3-pandas

The first columns are the panel: asset, day since 1970, open, close, volume, group. Each other column is an expression, by its text,
with | for its commas.
"""
import numpy as np
import pandas as pd

ASSETS, DAYS = 5, 70
PRICES = ("open", "close", "volume")


def panel():
    rng = np.random.default_rng(11)
    days = pd.bdate_range("2017-11-01", periods=DAYS)
    parts = []
    for asset in range(ASSETS):
        kept = days[rng.random(DAYS) > 0.08][asset * 4:]
        close = np.round(50 * np.exp(np.cumsum(0.02 * rng.standard_normal(len(kept)))), 2)
        part = pd.DataFrame({"asset": asset, "close": close, "open": np.round(close * (1 + 0.01 * rng.standard_normal(len(kept))), 2),
                             "volume": np.round(1000 * np.exp(rng.standard_normal(len(kept))))}, index=kept)
        part.loc[rng.random(len(kept)) < 0.05, "volume"] = np.nan
        parts.append(part.assign(group=asset % 2))
    return pd.concat(parts)


def of_asset(d):
    """Expressions over the rows of one asset."""
    c, o, v, r = d.close, d.open, d.volume, d.close.pct_change()
    both = c.where(v.notna())
    week = c.resample("W").last()
    yield "returns(close)", r
    yield "log_returns(close, 5)", np.log(c / c.shift(5))
    yield "diff(close, 2) / lag(close, 2)", c.diff(2) / c.shift(2)
    yield "cumsum(volume)", v.cumsum()
    yield "cummax(close) - close", c.cummax() - c
    yield "zscore(close / open, 10)", (c / o - (c / o).rolling(10).mean()) / (c / o).rolling(10).std()
    yield 'mean(close, "10d")', c.rolling("10D").mean()
    yield 'std(returns(close), "30d", least=5)', r.rolling("30D", min_periods=5).std()
    yield "mean(volume, 5, least=2)", v.rolling(5, min_periods=2).mean()
    yield "sum(volume)", v.expanding().sum()
    yield "median(volume, 7, least=3)", v.rolling(7, min_periods=3).median()
    yield "quantile(close, 0.25, 12)", c.rolling(12).quantile(0.25)
    yield "rank(close, 9)", c.rolling(9).rank()
    yield "product(1 + returns(close), 4)", (1 + r).rolling(4).apply(np.prod, raw=True)
    yield "skew(returns(close), 15)", r.rolling(15).skew()
    yield "kurt(returns(close), 15)", r.rolling(15).kurt()
    yield "var(close, 8)", c.rolling(8).var()
    yield "max(close, 6) - min(close, 6)", c.rolling(6).max() - c.rolling(6).min()
    yield "cov(close, volume, 10, least=4)", c.rolling(10, min_periods=4).cov(v)
    yield "corr(close, volume, 10, least=4)", c.rolling(10, min_periods=4).corr(v)
    slope = c.rolling(10, min_periods=4).cov(v) / both.rolling(10, min_periods=4).var()
    yield "slope(volume, close, 10, least=4)", slope
    yield "intercept(volume, close, 10, least=4)", v.where(c.notna()).rolling(10, min_periods=4).mean() - slope * both.rolling(10, min_periods=4).mean()
    yield "r2(volume, close, 10, least=4)", c.rolling(10, min_periods=4).corr(v) ** 2
    yield "ewm_mean(close, span=9)", c.ewm(span=9).mean()
    yield "ewm_mean(volume, alpha=0.3)", v.ewm(alpha=0.3).mean()
    yield "ewm_mean(close, com=4, least=6)", c.ewm(com=4, min_periods=6).mean()
    yield "ewm_std(close, halflife=3)", c.ewm(halflife=3).std()
    yield 'ewm_mean(close, halflife="7d")', c.ewm(halflife="7D", times=c.index).mean()
    yield "ewm_cov(close, open, span=9)", c.ewm(span=9).cov(o)
    yield "ewm_corr(close, open, span=9)", c.ewm(span=9).corr(o)
    yield "fill_forward(volume, 1)", v.ffill(limit=1)
    yield "fill_linear(volume)", v.interpolate(limit_area="inside")
    for name, frequency in (("week", "W"), ("month", "M"), ("quarter", "Q"), ("year", "Y")):
        part = v.groupby(c.index.to_period(frequency))
        yield f'sum(volume, "{name}")', part.transform(lambda x: x.expanding().sum())
        yield f'max(close, "{name}")', c.groupby(c.index.to_period(frequency)).cummax()
    ended = week.rolling(3).mean().shift(1)
    ended.index = ended.index.to_period("W")
    yield 'resample(mean(close, 3), "week")', pd.Series(ended.reindex(c.index.to_period("W")).values, c.index)
    yield "if(close > open, close, -open)", c.where(c > o, -o)
    yield "clip(returns(close), -0.01, 0.01)", r.clip(-0.01, 0.01)


def of_days(d):
    """Expressions over all assets of a day."""
    by, r = d.index, d.groupby("asset").close.pct_change()
    both = [by, d.group]
    yield "cs_rank(volume)", d.volume.groupby(by).rank(pct=True)
    yield 'cs_rank(volume, by="sector")', d.volume.groupby(both).rank(pct=True)
    yield "cs_zscore(returns(close))", r.groupby(by).transform(lambda x: (x - x.mean()) / x.std())
    yield 'cs_demean(returns(close), by="sector")', r - r.groupby(both).transform("mean")
    yield "cs_mean(volume)", d.volume.groupby(by).transform("mean")
    yield "cs_count(volume)", d.volume.groupby(by).transform("count")
    yield "cs_winsorize(volume, 0.2, 0.8)", d.volume.groupby(by).transform(lambda x: x.clip(x.quantile(0.2), x.quantile(0.8)))
    ranks = pd.Series(r.groupby(by).rank(pct=True).values, d.index).groupby(d.asset.values).rolling(5, min_periods=5).mean()
    yield "mean(cs_rank(returns(close)), 5)", pd.Series(ranks.values, d.index)


def cell(value):
    return "" if pd.isna(value) else repr(float(value))


def main():
    d = panel()
    columns = {name: d[name].values for name in ("asset",)}
    columns["day"] = (d.index - pd.Timestamp(0)).days
    columns.update({name: d[name].values for name in PRICES + ("group",)})
    answers = [dict(of_asset(part)) for _, part in d.groupby("asset")]
    for name in answers[0]:
        columns[name] = np.concatenate([np.asarray(a[name], dtype=float) for a in answers])
    for name, values in of_days(d):
        columns[name] = np.asarray(values, dtype=float)
    print(f"# pandas {pd.__version__}, numpy {np.__version__}: python3 tools/oracle/calc.py > tests/oracle/calc.csv")
    print(",".join(name.replace(",", "|") for name in columns))
    for row in zip(*columns.values()):
        print(",".join(cell(value) for value in row))


main()
