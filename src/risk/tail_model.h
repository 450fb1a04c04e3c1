/* tail_model.h - value at risk and its conditional from a model of the returns: what history is too short to have shown.
 *
 * Losses as fractions, as in tail.h: positive when money is lost; level such as 0.95. NaN where the model does not apply,
 * which is said for each. Returns are per period, without NaN. Pure, no allocation. */
#ifndef RISK_TAIL_MODEL_H
#define RISK_TAIL_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tail {
    double var, cvar;
};

/* Normal, with the mean and sample deviation. NaN for fewer than two returns. */
struct tail tail_gaussian(const double *returns, size_t count, double level);

/* The normal quantile bent by skewness and kurtosis (Zangari 1996); conditional after Boudt, Peterson and Croux 2008. NaN
 * outside the region in which the bent quantile is monotone (Maillard 2012): there it is no distribution. */
struct tail tail_cornish_fisher(const double *returns, size_t count, double level);

/* Student's t with location and scale by maximum likelihood. The conditional is infinite, and NaN, at freedom up to 1. */
struct student {
    double location, scale, freedom;    /* freedom is infinite where tails are no longer than the normal's */
    double log_likelihood;
};

[[nodiscard]] bool student_fit(const double *returns, size_t count, struct student *ret);
struct tail        tail_student(const struct student *s, double level);

/* Peaks over a threshold (McNeil and Frey 2000): losses beyond the quantile at `threshold` follow a generalised Pareto
 * distribution, fitted by maximum likelihood. `sorted` returns are ascending. false with fewer than PEAKS_MIN beyond it, or
 * when all of them are the same. level must lie beyond the threshold. */
enum { PEAKS_MIN = 20 };

struct pareto {
    double threshold;                   /* loss */
    double shape, scale;
    double share;                       /* of returns that lie beyond */
    size_t peaks;
    double log_likelihood;
};

[[nodiscard]] bool pareto_fit(const double *sorted, size_t count, double threshold, struct pareto *ret);
struct tail        tail_pareto(const struct pareto *p, double level);

/* The same losses after `periods` periods, from `draws` sums drawn from the fitted Student (infinite freedom: the normal).
 * `scratch` has room for draws values. Counter-based: a seed is the same answer everywhere. */
struct tail tail_monte_carlo(const struct student *s, size_t periods, double level, uint64_t seed, size_t draws, double *scratch);

/* Filtered history (Barone-Adesi, Giannopoulos and Vosper 1999): past returns in units of the volatility of their time,
 * put at the volatility of tomorrow. variances are those of garch_variances(): count of them and the next. `scratch` has room
 * for count values. */
struct tail tail_filtered(const double *returns, const double *variances, size_t count, double mean, double level, double *scratch);

#endif
