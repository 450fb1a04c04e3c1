#!/usr/bin/python3
"""Print what scipy, statsmodels, scikit-learn and pandas say of fixed returns: the oracle of src/risk.

    python3 tools/oracle/risk.py > tests/oracle/risk.csv        # Debian: python3-statsmodels python3-sklearn

Columns that are inputs have 400 rows; answers stand from their first row on. Where no package of Debian has the figure it is
computed here from its paper, in another way than the program does.
"""
import numpy as np
import pandas as pd
import scipy
import sklearn
import statsmodels
import statsmodels.api as sm
from scipy import integrate, optimize, signal, stats
from sklearn.covariance import OAS, ledoit_wolf
from statsmodels.stats.diagnostic import acorr_ljungbox
from statsmodels.tsa.stattools import adfuller

ROWS, YEAR = 400, 252
out = {}


def put(name, value):
    out[name] = np.atleast_1d(np.asarray(value, dtype=float)).ravel()


def inputs():
    rng = np.random.default_rng(7)
    market = np.zeros(ROWS)
    variance = 1e-4
    for t in range(ROWS):
        market[t] = 0.0005 + np.sqrt(variance) * rng.standard_t(6) * np.sqrt(4 / 6)
        variance = 4e-6 + (0.06 + 0.06 * (market[t] < 0)) * market[t] ** 2 + 0.85 * variance
    factors = np.column_stack([market, 0.006 * rng.standard_normal(ROWS), 0.004 * rng.standard_normal(ROWS)])
    loads = np.array([[1.1, .3, 0], [.8, -.4, .5], [1.3, .1, -.7], [.5, .6, .2], [.9, 0, 0], [1, -.2, .3]])
    assets = factors @ loads.T + 0.008 * rng.standard_t(5, (ROWS, 6))
    return np.round(factors, 8), np.round(assets, 8)


def bars(rng=np.random.default_rng(8)):
    rows = []
    last = 50.0
    for _ in range(ROWS):
        path = last * np.exp(np.cumsum(0.003 * rng.standard_normal(30)) + 0.004 * rng.standard_normal())
        rows.append((path[0], path.max(), path.min(), path[-1]))
        last = path[-1]
    return np.round(np.array(rows), 6)


def ratios(a, b):
    mean, sd = a.mean(), a.std(ddof=1)
    wealth = np.cumprod(1 + a)
    curve = np.concatenate([[1], wealth])
    drawdown = curve / np.maximum.accumulate(curve) - 1
    annual = wealth[-1] ** (YEAR / ROWS) - 1
    put("sharpe", mean / sd * np.sqrt(YEAR))
    put("sortino", mean / np.sqrt(np.mean(np.minimum(a, 0) ** 2)) * np.sqrt(YEAR))
    put("omega", np.maximum(a - 0.0002, 0).sum() / np.maximum(0.0002 - a, 0).sum())
    put("calmar", annual / -drawdown.min())
    put("martin", (annual - 0.02) / np.sqrt(np.mean(drawdown ** 2)))
    put("tail_ratio", abs(np.percentile(a, 95)) / abs(np.percentile(a, 5)))
    put("stability", stats.linregress(np.arange(ROWS), np.log1p(a).cumsum()).rvalue ** 2)
    beta = np.cov(a, b)[0, 1] / b.var(ddof=1)
    down = b < 0
    free = 0.00005
    put("beta", beta)
    put("beta_downside", np.cov(a[down], b[down])[0, 1] / b[down].var(ddof=1))
    put("alpha", (1 + (a - free).mean() - beta * (b - free).mean()) ** YEAR - 1)
    put("treynor", (annual - ((1 + free) ** YEAR - 1)) / beta)
    put("tracking_error", (a - b).std(ddof=1) * np.sqrt(YEAR))
    put("information_ratio", (a - b).mean() / (a - b).std(ddof=1) * np.sqrt(YEAR))
    for name, rows in (("up", b > 0), ("down", down)):
        year = [np.prod(1 + x[rows]) ** (YEAR / rows.sum()) - 1 for x in (a, b)]
        put("capture_" + name, year[0] / year[1])
    put("probabilistic", stats.norm.cdf(mean / sd * np.sqrt(ROWS - 1)
                                        / np.sqrt(1 - stats.skew(a) * mean / sd + (stats.kurtosis(a, fisher=False) - 1) / 4 * (mean / sd) ** 2)))


def ranges(bar):
    o, h, l, c = np.log(bar.T)
    put("parkinson", np.sqrt(np.mean((h - l) ** 2) / (4 * np.log(2)) * YEAR))
    put("garman_klass", np.sqrt(np.mean((h - l) ** 2 / 2 - (2 * np.log(2) - 1) * (c - o) ** 2) * YEAR))
    rs = (h - c) * (h - o) + (l - c) * (l - o)
    put("rogers_satchell", np.sqrt(rs.mean() * YEAR))
    night, day = o[1:] - c[:-1], (c - o)[1:]
    n = len(night)
    k = 0.34 / (1.34 + (n + 1) / (n - 1))
    put("yang_zhang", np.sqrt((night.var(ddof=1) + k * day.var(ddof=1) + (1 - k) * rs[1:].mean()) * YEAR))


def tails(a):
    z = stats.norm.ppf(0.05)
    put("gaussian", [-(a.mean() + a.std(ddof=1) * z), -stats.norm.expect(lambda x: x, ub=z, conditional=True) * a.std(ddof=1) - a.mean()])
    s, k, m, sd = stats.skew(a), stats.kurtosis(a), a.mean(), a.std(ddof=1)
    bent = lambda z: z + (z * z - 1) * s / 6 + (z ** 3 - 3 * z) * k / 24 - (2 * z ** 3 - 5 * z) * s * s / 36
    beyond = integrate.quad(lambda p: bent(stats.norm.ppf(p)), 0, 0.05, epsabs=1e-13)[0] / 0.05
    put("cornish_fisher", [-(m + sd * bent(z)), -(m + sd * beyond)])
    put("cornish_fisher_shape", [s, k + 3])
    f = optimize.minimize(lambda p: -stats.t.logpdf(a * 100, np.exp(p[2]), p[0], np.exp(p[1])).sum(), [0, 0, 1.5], method="BFGS", options={"gtol": 1e-8})
    f = optimize.minimize(lambda p: -stats.t.logpdf(a * 100, np.exp(p[2]), p[0], np.exp(p[1])).sum(), f.x, method="Nelder-Mead",
                          options={"xatol": 1e-10, "fatol": 1e-12, "maxiter": 4000})
    loc, scale, df = f.x[0] / 100, np.exp(f.x[1]) / 100, np.exp(f.x[2])
    put("student", [loc, scale, df, -f.fun + ROWS * np.log(100)])
    q = stats.t.ppf(0.01, df)
    put("student_tail", [-(loc + scale * q), -(loc + scale * stats.t.expect(lambda x: x, args=(df,), ub=q, conditional=True))])
    losses = -a
    u = np.quantile(losses, 0.9)
    x = losses[losses > u] - u
    f = optimize.minimize(lambda p: -stats.genpareto.logpdf(x / x.mean(), p[0], scale=np.exp(p[1])).sum(), [0.1, 0], method="Nelder-Mead",
                          options={"xatol": 1e-11, "fatol": 1e-13, "maxiter": 4000})
    xi, scale = f.x[0], np.exp(f.x[1]) * x.mean()
    put("pareto", [u, xi, scale, -f.fun - len(x) * np.log(x.mean())])
    var = u + scale / xi * ((len(x) / ROWS / 0.01) ** xi - 1)
    put("pareto_tail", [var, (var + scale - xi * u) / (1 - xi)])


def garch(a):
    """Both models by a search that knows no slope; the variance by a linear filter."""
    r = a * 100
    e0 = r - r.mean()
    w = 0.94 ** np.arange(75)
    first = (w * e0[:75] ** 2).sum() / w.sum()

    def each(p):
        m, o, al, be, g = p
        e = r - m
        push = o + (al + g * (e < 0)) * e * e
        v = np.concatenate([[first], signal.lfilter([1], [1, -be], push, zi=[be * first])[0]])[:-1]
        return 0.5 * (np.log(2 * np.pi * v) + e * e / v)

    def negative(p):
        m, o, al, be, g = p
        if o <= 0 or al < 0 or be < 0 or al + g < 0 or al + g / 2 + be >= 1:
            return 1e10
        return each(p).sum()

    for name, free in (("garch", 4), ("gjr", 5)):
        f = lambda q: negative(np.concatenate([q, np.zeros(5 - free)]))
        best = None
        for start in ((0.05, 0.9, 0.02), (0.1, 0.6, 0.1), (0.02, 0.95, 0.01)):
            x = np.array([r.mean(), (1 - start[0] - start[1]) * r.var(), *start])[:free]
            for _ in range(6):
                x = optimize.minimize(f, x, method="Nelder-Mead", options={"xatol": 1e-10, "fatol": 1e-12, "maxiter": 3000}).x
            if best is None or f(x) < f(best):
                best = x
        m, o, al, be = best[:4]
        put(name, [m / 100, o / 1e4, al, best[4] if free > 4 else 0, be, -f(best) + ROWS * np.log(100)])
        h = statsmodels.tools.numdiff.approx_hess(best, f)
        inverse, units = np.linalg.inv(h), np.array([0.01, 1e-4, 1, 1, 1])[:free]
        scores = np.column_stack([
            (each(np.concatenate([best + step, np.zeros(5 - free)])) - each(np.concatenate([best - step, np.zeros(5 - free)]))) / 2e-6
            for step in 1e-6 * np.eye(free)])
        put(name + "_error", np.sqrt(np.diag(inverse)) * units)
        put(name + "_robust", np.sqrt(np.diag(inverse @ scores.T @ scores @ inverse)) * units)


def series(a, factors):
    jb = stats.jarque_bera(a)
    put("jarque_bera", [jb.statistic, jb.pvalue])
    lb = acorr_ljungbox(a ** 2, lags=[10])
    put("ljung_box", [lb.lb_stat.iloc[0], lb.lb_pvalue.iloc[0]])
    for name, x in (("root_returns", a), ("root_prices", np.cumprod(1 + a)), ("root_short", np.cumprod(1 + a)[:40])):
        t = adfuller(x)
        put(name, [t[0], t[1], t[4]["1%"], t[4]["5%"], t[4]["10%"], t[2], t[3]])
    ordinary = sm.OLS(a, sm.add_constant(factors)).fit()
    put("ols", ordinary.params)
    put("ols_error", ordinary.bse)
    put("ols_t", ordinary.tvalues)
    put("ols_fit", [ordinary.rsquared, ordinary.rsquared_adj, np.sqrt(ordinary.scale), ordinary.llf])
    for lags in (0, 5):
        put(f"hac_error/{lags}", sm.OLS(a, sm.add_constant(factors)).fit(cov_type="HAC", cov_kwds={"maxlags": lags}).bse)
    rolled = np.array([sm.OLS(a[i - 59: i + 1], sm.add_constant(factors[i - 59: i + 1])).fit().params for i in range(59, ROWS)])
    for k in range(4):
        put(f"rolling/{k}", np.concatenate([np.full(59, np.nan), rolled[:, k]]))
    longley = sm.datasets.longley.load().data
    put("longley_y", longley["TOTEMP"])
    for k, column in enumerate(("GNPDEFL", "GNP", "UNEMP", "ARMED", "POP", "YEAR")):
        put(f"longley_{k}", longley[column])


def nonlinear(x):
    """Ledoit and Wolf 2020, equations 4.1 to 4.8, with matrices of kernels."""
    n, p = x.shape
    n -= 1
    x = x - x.mean(0)
    value, vector = np.linalg.eigh(x.T @ x / n)
    positive = value[max(0, p - n):]
    h = n ** (-1 / 3)
    u = (positive[:, None] - positive[None, :]) / (h * positive[None, :])
    f = (3 / (4 * np.sqrt(5)) * np.maximum(1 - u ** 2 / 5, 0) / (h * positive[None, :])).mean(1)
    hilbert = ((-3 / (10 * np.pi) * u + 3 / (4 * np.sqrt(5) * np.pi) * (1 - u ** 2 / 5) * np.log(abs((np.sqrt(5) - u) / (np.sqrt(5) + u))))
               / (h * positive[None, :])).mean(1)
    c = p / n
    if p <= n:
        d = positive / ((np.pi * c * positive * f) ** 2 + (1 - c - np.pi * c * positive * hilbert) ** 2)
    else:
        h0 = (3 / (10 * h * h) + 3 / (4 * np.sqrt(5) * h) * (1 - 1 / (5 * h * h)) * np.log((1 + np.sqrt(5) * h) / (1 - np.sqrt(5) * h))) / np.pi
        zero = 1 / (np.pi * (p - n) / n * h0 * (1 / positive).mean())
        d = np.concatenate([np.full(p - n, zero), positive / (np.pi ** 2 * positive ** 2 * (f ** 2 + hilbert ** 2))])
    return vector @ np.diag(d) @ vector.T


def denoised(x):
    n, p = x.shape
    c = np.cov(x.T)
    sd = np.sqrt(np.diag(c))
    value, vector = np.linalg.eigh(c / np.outer(sd, sd))
    noise = value <= (1 + np.sqrt(p / n)) ** 2
    value[noise] = value[noise].mean()
    r = vector @ np.diag(value) @ vector.T
    r /= np.sqrt(np.outer(np.diag(r), np.diag(r)))
    return r * np.outer(sd, sd), (~noise).sum()


def gerber(x):
    sd = x.std(0, ddof=1)
    up, down = (x >= 0.5 * sd) * 1, (x <= -0.5 * sd) * 1
    quiet = 1 - up - down
    agree = up.T @ up + down.T @ down - up.T @ down - down.T @ up
    return agree / (len(x) - quiet.T @ quiet) * np.outer(sd, sd)


def factor(x, k):
    c = np.cov(x.T)
    value, vector = np.linalg.eigh(c)
    low = vector[:, -k:] @ np.diag(value[-k:]) @ vector[:, -k:].T
    np.fill_diagonal(low, np.diag(c))
    return low


def covariances(assets):
    few = assets[:40]
    constant, k = ledoit_wolf(few)
    put("ledoit_wolf", constant)
    put("ledoit_wolf_k", k)
    oas = OAS().fit(few)
    put("oas", oas.covariance_)
    put("oas_k", oas.shrinkage_)
    w = 0.94 ** np.arange(len(few))[::-1]
    put("ewma", (few * w[:, None]).T @ few / w.sum())
    put("nonlinear", nonlinear(few))
    wide = assets.reshape(20, -1)[:, :60]
    put("nonlinear_wide", nonlinear(wide)[:3])
    clean, kept = denoised(few)
    put("denoised", clean)
    put("denoised_kept", kept)
    put("gerber", gerber(few))
    put("factor", factor(few, 2))
    holes = few.copy()
    holes[np.add.outer(np.arange(40) * 3, np.arange(6) * 5) % 7 == 0] = np.nan
    put("holes", holes)
    put("pairwise", pd.DataFrame(holes).cov())
    c = np.cov(few.T)
    value, vector = np.linalg.eigh(c)
    put("pca", value[::-1])
    put("pca_share", np.cumsum(value[::-1]) / value.sum())


def distributions():
    t = np.array([-40, -6, -2.5, -1, -0.1, 0.3, 1.7, 4, 12])
    for df in (0.5, 1, 3, 7.5, 80):
        put(f"t_cdf/{df}", stats.t.cdf(t, df))
        p = np.array([1e-8, 0.001, 0.05, 0.3, 0.62, 0.975, 0.9999])
        q = stats.t.ppf(p, df)
        for _ in range(4):  # what scipy says is good to nine digits; its distribution, to all
            q = q - np.where(p < 0.5, stats.t.cdf(q, df) - p, (1 - p) - stats.t.sf(q, df)) / stats.t.pdf(q, df)
        put(f"t_quantile/{df}", q)
        put(f"t_density/{df}", stats.t.logpdf(t, df))
        put(f"chi_square/{df}", stats.chi2.sf([0.01, 0.5, 2, 7, 30, 120], df))
        put(f"fisher/{df}", stats.f.sf([0.01, 0.5, 1, 3, 30], df, 11))
    put("normal_cdf", stats.norm.cdf(t))


def main():
    factors, assets = inputs()
    bar = bars()
    for k in range(3):
        put(f"f{k}", factors[:, k])
    for k in range(6):
        put(f"a{k}", assets[:, k])
    for k, name in enumerate(("open", "high", "low", "close")):
        put(name, bar[:, k])
    ratios(assets[:, 0], factors[:, 0])
    ranges(bar)
    tails(assets[:, 0])
    garch(factors[:, 0])
    series(assets[:, 0], factors)
    covariances(assets)
    distributions()
    print(f"# scipy {scipy.__version__}, statsmodels {statsmodels.__version__}, scikit-learn {sklearn.__version__}, pandas {pd.__version__}, "
          f"numpy {np.__version__}: python3 tools/oracle/risk.py > tests/oracle/risk.csv")
    print(",".join(out))
    for i in range(max(map(len, out.values()))):
        print(",".join(repr(float(v[i])) if i < len(v) and not np.isnan(v[i]) else "" for v in out.values()))


main()
