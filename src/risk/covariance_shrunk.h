/* covariance_shrunk.h - covariance of many assets from few periods, beyond the linear shrinkage of covariance.h, and from
 * returns with holes.
 *
 * Returns as there: rows x columns, centred in place, without NaN where not said; results columns x columns, per period,
 * symmetric to the bit, all NaN where there is no answer. `scratch` has room for the columns^2 + 2 columns values that are
 * worked with, where asked for. false: no answer, for fewer than two rows or returns that are not finite. Pure, no allocation. */
#ifndef RISK_COVARIANCE_SHRUNK_H
#define RISK_COVARIANCE_SHRUNK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Weights decay^age that sum to 1, about zero, as RiskMetrics. Returns are weighted in place, not centred. */
[[nodiscard]] bool covariance_ewma(double *returns, size_t rows, size_t columns, double decay, double *ret_covariance);

/* Oracle approximating shrinkage to the mean variance (Chen, Wiesel, Eldar and Hero 2010), as sklearn's OAS. Returns the
 * intensity, NaN without an answer. */
double covariance_oas(double *returns, size_t rows, size_t columns, double *ret_covariance);

/* Every eigenvalue is shrunk by its own amount: "Analytical nonlinear shrinkage of large-dimensional covariance matrices",
 * Ledoit and Wolf, Annals of Statistics 48, 2020. false also for fewer than NONLINEAR_ROWS_MIN rows, for which its kernel is
 * too wide, and when a column never moves or follows from others. */
enum { NONLINEAR_ROWS_MIN = 13 };

[[nodiscard]] bool covariance_nonlinear(double *returns, size_t rows, size_t columns, double *scratch, double *ret_covariance);

/* What the `factors` largest principal components of the sample covariance explain, and the rest of each variance on the
 * diagonal, where nothing is common. */
[[nodiscard]] bool covariance_factor(double *returns, size_t rows, size_t columns, size_t factors, double *scratch, double *ret_covariance);

/* From betas to given factors (columns x factors), their covariance and the variances left over. */
void covariance_of_betas(const double *betas, const double *factor_covariance, const double *rest, size_t columns, size_t factors,
                         double *ret_covariance);

/* Eigenvalues of the correlation matrix below the edge that noise alone would reach (Marchenko and Pastur 1967) are set to
 * their mean, the diagonal to 1 again (Laloux, Cizeau, Bouchaud and Potters 2000). *ret_kept tells how many stayed. */
[[nodiscard]] bool covariance_denoised(double *returns, size_t rows, size_t columns, double *scratch, double *ret_covariance, size_t *ret_kept);

/* Gerber, Markowitz, Ernst, Miao, Javid and Sargen, Journal of Portfolio Management 48, 2022: pairs count when both moved by
 * more than `threshold` (0.5) deviations, together or against each other, among periods in which at least one did. Returns are
 * not centred, as there. bits has room for 2 columns (rows + 63) / 64 words. */
[[nodiscard]] bool covariance_gerber(const double *returns, size_t rows, size_t columns, double threshold, uint64_t *bits, double *ret_covariance);

/* From returns with holes (NaN): each pair over the periods in which both are known, as pandas' cov(); NaN for a pair with
 * fewer than `least` (2 or more) of them. Need not be positive semidefinite: see covariance_nearest(). bits has room for
 * columns (rows + 63) / 64 words, scratch for columns^2 + columns values. */
void covariance_pairwise(double *returns, size_t rows, size_t columns, size_t least, uint64_t *bits, double *scratch, double *ret_covariance);

/* The nearest matrix with the same variances and no negative eigenvalue, in the sense of its correlations: Higham, IMA Journal
 * of Numerical Analysis 22, 2002. In place. scratch has room for 4 columns^2 + 3 columns values. *ret_moved is the largest
 * change of a correlation: 0 when nothing was to repair. false when the matrix is not finite. */
[[nodiscard]] bool covariance_nearest(double *covariance, size_t columns, double *scratch, double *ret_moved);

#endif
