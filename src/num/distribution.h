/* distribution.h - the distributions that tests and tails are read from.
 *
 * Relative error of a probability about 1e-13, of a quantile about 1e-12. NaN in, NaN out; NaN where the parameters have no
 * meaning. Pure, no allocation. The normal quantile is in num/random.h. */
#ifndef NUM_DISTRIBUTION_H
#define NUM_DISTRIBUTION_H

double normal_density(double x);
double normal_cdf(double x);

double student_cdf(double t, double freedom);
double student_quantile(double p, double freedom);      /* -inf at 0, +inf at 1 */
double student_log_density(double t, double freedom);

double chi_square_tail(double x, double freedom);       /* P(X > x) */
double fisher_tail(double f, double freedom_above, double freedom_below);

/* Regularised: P(a, b) of the beta up to x, and the upper share of the gamma beyond x. */
double beta_share(double a, double b, double x);
double gamma_upper_share(double a, double x);

#endif
