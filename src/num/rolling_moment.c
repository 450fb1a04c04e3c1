#include "num/fold.h"

static inline void two_powers(double x, double y, double *term)
{
    (void)y;
    term[0] = x;
    term[1] = x * x;
}

static inline void four_powers(double x, double y, double *term)
{
    two_powers(x, y, term);
    term[2] = term[1] * x;
    term[3] = term[1] * term[1];
}

/* The sum of squares about the mean, `share` being 1 / n: one division where there would be many. Never below 0. */
static inline double squares(const struct fold_sum *s, double share) { return fmax(s->term[1] - s->term[0] * s->term[0] * share, 0); }

static inline double variance(const struct fold_sum *s)  { return s->n > 1 ? squares(s, 1 / s->n) / (s->n - 1) : NAN; }
static inline double deviation(const struct fold_sum *s) { return sqrt(variance(s)); }

static inline double score(const struct fold_sum *s)
{
    double spread = deviation(s);
    return spread > 0 ? (s->x - s->base_x - s->term[0] / s->n) / spread : NAN;
}

/* Moments about the mean from those about the base. */
static inline double skewness(const struct fold_sum *s)
{
    double n = s->n, share = 1 / n, mean = s->term[0] * share, second = squares(s, share) * share;
    double third = s->term[2] * share - 3 * mean * (s->term[1] * share) + 2 * mean * mean * mean;
    return n > 2 && second > 0 ? sqrt(n * (n - 1)) * third / ((n - 2) * second * sqrt(second)) : NAN;
}

static inline double kurtosis(const struct fold_sum *s)
{
    double n = s->n, share = 1 / n, mean = s->term[0] * share, second = squares(s, share) * share, square = mean * mean;
    double fourth = s->term[3] * share - 4 * mean * (s->term[2] * share) + 6 * square * (s->term[1] * share) - 3 * square * square;
    if (n < 4 || !(second > 0)) return NAN;
    return ((n * n - 1) * (fourth / (second * second)) - 3 * (n - 1) * (n - 1)) / ((n - 2) * (n - 3));
}

#define OF_TWO(answer_)  {.terms = 2, .centred = true, .split = two_powers, .join = fold_add, .answer = answer_}
#define OF_FOUR(answer_) {.terms = 4, .centred = true, .split = four_powers, .join = fold_add, .answer = answer_}

void rolling_variance(const double *x, size_t count, const struct frame *f, double *scratch, double *out)
{
    static const struct family variances = OF_TWO(variance);
    fold(&variances, x, x, count, f, scratch, out);
}

void rolling_deviation(const double *x, size_t count, const struct frame *f, double *scratch, double *out)
{
    static const struct family deviations = OF_TWO(deviation);
    fold(&deviations, x, x, count, f, scratch, out);
}

void rolling_score(const double *x, size_t count, const struct frame *f, double *scratch, double *out)
{
    static const struct family scores = OF_TWO(score);
    fold(&scores, x, x, count, f, scratch, out);
}

void rolling_skewness(const double *x, size_t count, const struct frame *f, double *scratch, double *out)
{
    static const struct family skews = OF_FOUR(skewness);
    fold(&skews, x, x, count, f, scratch, out);
}

void rolling_kurtosis(const double *x, size_t count, const struct frame *f, double *scratch, double *out)
{
    static const struct family kurtoses = OF_FOUR(kurtosis);
    fold(&kurtoses, x, x, count, f, scratch, out);
}
