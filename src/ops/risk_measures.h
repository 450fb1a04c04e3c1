/* risk_measures.h - every figure of `lumia risk`, from returns that are loaded: what is told, and where it comes from. */
#ifndef OPS_RISK_MEASURES_H
#define OPS_RISK_MEASURES_H

#include "ops/returns.h"

enum { HOLDINGS_MAX = 100 };

#define RISK_TAIL(X, T)                                                                                            \
    X(T, TEXT, method, 0,        "historical, gaussian, cornish_fisher, student, pareto, monte_carlo or filtered") \
    X(T, F64,  var,    NULLABLE, "value at risk of a day: not more is lost on the share of days that was asked for", .unit = "%") \
    X(T, F64,  cvar,   NULLABLE, "mean loss of the other days", .unit = "%")

RECORD(risk_tail, RISK_TAIL);

#define RISK_FALL(X, T)                                                                                  \
    X(T, F64, depth,     0,        "lowest value over the peak, less 1", .unit = "%")                    \
    X(T, DAY, peak,      0,        "last close of the highest value before it")                          \
    X(T, DAY, trough,    0,        "close of the lowest value")                                          \
    X(T, DAY, recovered, NULLABLE, "first close at the peak again; null when it has not come back yet")  \
    X(T, I64, days,      0,        "calendar days from the peak to the recovery, or to the last close")

RECORD(risk_fall, RISK_FALL);

#define RISK_SPAN(X, T)                                                                                  \
    X(T, I64, closes, 0, "length of the span in daily returns")                                          \
    X(T, F64, worst,  0, "return over the worst such span, had these weights been held and left alone", .unit = "%") \
    X(T, DAY, from,   0, "close before it")                                                              \
    X(T, DAY, to,     0, "close at its end")

RECORD(risk_span, RISK_SPAN);

#define RISK_HOLDING(X, T)                                                                               \
    X(T, TEXT, symbol,     0,        "what is held")                                                     \
    X(T, F64,  weight,     0,        "share of the whole", .unit = "%")                                  \
    X(T, F64,  volatility, 0,        "its own, a year", .unit = "%")                                     \
    X(T, F64,  marginal,   NULLABLE, "what a little more of it adds to the volatility of the whole, per unit of weight") \
    X(T, F64,  component,  NULLABLE, "part of the volatility of the whole that it brings; these sum to it", .unit = "%") \
    X(T, CHOICE, basis,    0,        "adjustment that its returns stand on", .choices = adjusts)

RECORD(risk_holding, RISK_HOLDING);

#define RISK_ANSWER(X, T)                                                                                                        \
    X(T, TEXT, name,                0,        "asset, or assets")                                                                \
    X(T, DAY,  from,                0,        "first close that was used")                                                       \
    X(T, DAY,  to,                  0,        "last close")                                                                      \
    X(T, I64,  returns,             0,        "daily returns over the days that all of them have")                               \
    X(T, F64,  periods_per_year,    0,        "days that a year is counted with: 252 sessions, or 365 where every day trades")   \
    X(T, F64,  annual_return,       NULLABLE, "compounded, a year", .unit = "%")                                                 \
    X(T, F64,  volatility,          NULLABLE, "sample deviation, a year", .unit = "%")                                           \
    X(T, F64,  volatility_ewma,     NULLABLE, "newer days count more: decay 0.94 a day (RiskMetrics)", .unit = "%")              \
    X(T, F64,  volatility_garch,    NULLABLE, "of the next day by GJR-GARCH(1,1), a year", .unit = "%")                          \
    X(T, F64,  garch_persistence,   NULLABLE, "share of a shock to variance that is left a day later")                           \
    X(T, F64,  volatility_parkinson,       NULLABLE, "of one asset: from high and low", .unit = "%")                             \
    X(T, F64,  volatility_garman_klass,    NULLABLE, "of one asset: from open, high, low and close", .unit = "%")                \
    X(T, F64,  volatility_rogers_satchell, NULLABLE, "of one asset: the same, whatever its drift", .unit = "%")                  \
    X(T, F64,  volatility_yang_zhang,      NULLABLE, "of one asset: the same, with the gaps overnight", .unit = "%")             \
    X(T, F64,  sharpe,              NULLABLE, "mean excess return over deviation, a year")                                       \
    X(T, F64,  sharpe_low,          NULLABLE, "begin of the interval that holds 95 of 100 ratios of series drawn again in blocks (stationary bootstrap)") \
    X(T, F64,  sharpe_high,         NULLABLE, "its end")                                                                         \
    X(T, F64,  sharpe_probability,  NULLABLE, "that the true ratio is above 0, for returns of this shape (Bailey and Lopez de Prado)", .unit = "%") \
    X(T, F64,  sharpe_adjusted,     NULLABLE, "with a penalty for a long left tail (Pezier and White)")                          \
    X(T, F64,  sortino,             NULLABLE, "mean excess return over downside deviation, a year")                              \
    X(T, F64,  calmar,              NULLABLE, "annual return over the deepest drawdown")                                         \
    X(T, F64,  omega,               NULLABLE, "gains over losses about the risk-free rate")                                      \
    X(T, F64,  martin,              NULLABLE, "annual excess return over the Ulcer index")                                       \
    X(T, F64,  ulcer,               NULLABLE, "root of the mean square drawdown", .unit = "%")                                   \
    X(T, F64,  tail_ratio,          NULLABLE, "95 % quantile of returns over the 5 % one, without sign")                         \
    X(T, F64,  stability,           NULLABLE, "R squared of cumulative log returns against time")                                \
    X(T, F64,  skewness,            NULLABLE, "below 0 when the left tail is the longer one")                                    \
    X(T, F64,  kurtosis,            NULLABLE, "3 for a normal, more for longer tails")                                           \
    X(T, F64,  hurst,               NULLABLE, "0.5 without memory, more where moves persist")                                    \
    X(T, F64,  normal_probability,  NULLABLE, "of skewness and kurtosis this far out, were returns normal (Jarque and Bera)")    \
    X(T, F64,  wander_probability,  NULLABLE, "of an augmented Dickey-Fuller statistic this low, were log wealth a random walk") \
    X(T, F64,  beta,                NULLABLE, "to the benchmark")                                                                \
    X(T, F64,  beta_downside,       NULLABLE, "on days on which the benchmark fell")                                             \
    X(T, F64,  alpha,               NULLABLE, "Jensen's, compounded to a year", .unit = "%")                                     \
    X(T, F64,  treynor,             NULLABLE, "annual excess return over beta")                                                  \
    X(T, F64,  tracking_error,      NULLABLE, "deviation of returns from the benchmark's, a year", .unit = "%")                  \
    X(T, F64,  information_ratio,   NULLABLE, "mean return over the benchmark's, over the tracking error, a year")               \
    X(T, F64,  capture_up,          NULLABLE, "annual return on days on which the benchmark rose, over the benchmark's", .unit = "%") \
    X(T, F64,  capture_down,        NULLABLE, "the same on days on which it fell", .unit = "%")                                  \
    X(T, F64,  level,               0,        "of the values at risk", .unit = "%")                                              \
    X(T, I64,  backtest_days,       0,        "days on which the value at risk of the 250 days before was tested")               \
    X(T, I64,  backtest_exceeded,   0,        "of these, days on which more was lost")                                           \
    X(T, F64,  backtest_often,      NULLABLE, "probability of a count as far from what was promised (Kupiec)")                   \
    X(T, F64,  backtest_clustered,  NULLABLE, "probability of exceptions as clustered, were they independent (Christoffersen)")  \
    X(T, BOOL, simulated,           0,        "made by `lumia simulate`")                                                        \
    X(T, TEXTS, notes,              0,        "why something is null")                                                           \
    X(T, LIST, tails,               0,        "values at risk by method", .of = &risk_tail_shape)                                \
    X(T, LIST, drawdowns,           0,        "the deepest falls", .of = &risk_fall_shape)                                       \
    X(T, LIST, spans,               0,        "the worst spans of some lengths", .of = &risk_span_shape)                         \
    X(T, LIST, holdings,            0,        "what each holding adds", .of = &risk_holding_shape)

RECORD(risk_answer, RISK_ANSWER);

struct risk_work {
    struct ctx    *c;
    struct returns r;                   /* holdings first */
    size_t         holdings, falls;
    double         weight[HOLDINGS_MAX], level, risk_free;      /* risk_free is a year's */
    double        *value, *sorted, *wealth;                     /* of the whole: returns, ascending, and rows + 1 of wealth */
};

/* Fills the answer; benchmark is NULL or returns of the same days. */
err risk_measure(struct risk_work *w, const double *benchmark, struct risk_answer *a);

#endif
