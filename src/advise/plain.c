#include "advise/policy.h"

/* Weights lean on what is best documented: momentum over a year (Jegadeesh and Titman 1993), low volatility (Ang et al.
 * 2006), trend against a long average (Faber 2007). A cautious investor listens to volatility and drawdown, a bold one to
 * momentum. They are a policy, not a forecast; evidence for it is the business of `proof`. */
const struct policy policy_plain = {
    .name  = "plain",
    .about = "Momentum, trend and low volatility, weighed by risk band; inverse volatility under caps; the rest is cash.",
    .factors = {
        {"return_365d",    "return over 365 days",           true,  { 0.20,  0.30,  0.40,  0.50}},
        {"return_30d",     "return over 30 days",            true,  { 0.05,  0.10,  0.10,  0.15}},
        {"volatility_30d", "volatility over 30 days",        true,  {-0.50, -0.30, -0.10, -0.05}},
        {"distance_200d",  "distance from the 200-day mean", true,  { 0.10,  0.15,  0.15,  0.15}},
        {"distance_50d",   "distance from the 50-day mean",  true,  { 0.05,  0.10,  0.10,  0.10}},
        {"rsi_14",         "RSI of 14 days",                 false, {-0.05, -0.05, -0.05, -0.05}},
        {"drawdown",       "distance from the highest close", true, { 0.20,  0.15,  0.10,  0.05}},
    },
    .limits = {
        [BAND_CONSERVATIVE]    = {0.06, 0.25, 0.08, 0.25, {[CLASS_STOCK] = 0.60, [CLASS_ETF] = 1, [CLASS_FUND] = 1}},
        [BAND_MODERATE]        = {0.10, 0.40, 0.10, 0.30, {[CLASS_UNKNOWN] = 0.50, [CLASS_STOCK] = 1, [CLASS_ETF] = 1, [CLASS_FUND] = 1, [CLASS_CRYPTO] = 0.05}},
        [BAND_AGGRESSIVE]      = {0.16, 0.70, 0.12, 0.35, {[CLASS_UNKNOWN] = 0.50, [CLASS_STOCK] = 1, [CLASS_ETF] = 1, [CLASS_FUND] = 1, [CLASS_CRYPTO] = 0.10}},
        [BAND_VERY_AGGRESSIVE] = {0.25, 2.00, 0.15, 0.40, {[CLASS_UNKNOWN] = 0.50, [CLASS_STOCK] = 1, [CLASS_ETF] = 1, [CLASS_FUND] = 1, [CLASS_CRYPTO] = 0.20}},
    },
    .risk_below     = {25, 60, 85, 101},
    .horizon_below  = {-12, -36, -60, 0},       /* below one year conservative, three moderate, five aggressive */
    .positions_max  = 20,
    .candidates_min = 3,
    .history_min    = 253,
    .window         = 252,
    .stale_days     = 7,
    .score_limit    = 3,
};
