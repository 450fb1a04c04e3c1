#include "num/random.h"

#include <math.h>
#include <string.h>

#include "check.h"
#include "num/elementary.h"
#include "num/stat.h"

enum { DRAWS = 200000 };

static double drawn[DRAWS];

/* Known answers: Random123 1.14, tests/kat_vectors, "philox4x32 10". */
TEST(random_philox_known_answers)
{
    static const struct {
        uint32_t counter[4], key[2], answer[4];
    } known[] = {
        {{0}, {0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
         {0xffffffff, 0xffffffff},
         {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {0xa4093822, 0x299f31d0},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        uint32_t answer[4];
        philox(known[i].counter, known[i].key, answer);
        CHECK(memcmp(answer, known[i].answer, sizeof answer) == 0, "vector %zu", i);
    }
}

/* The draw depends on where it stands alone: not on what was drawn before, nor from which stream. */
TEST(random_jumps_and_streams)
{
    struct random r = {.seed = 7, .stream = 3};
    uint64_t      row[64];
    for (size_t i = 0; i < 64; i++) row[i] = random_bits(&r);
    for (size_t i = 64; i-- > 0;) {
        struct random jump = {.seed = 7, .stream = 3, .at = i};
        CHECK(random_bits(&jump) == row[i], "draw %zu", i);
        r.at = i;
        CHECK(random_bits(&r) == row[i], "jump back to %zu", i);
    }
    struct random other = {.seed = 7, .stream = 4}, seeded = {.seed = 8, .stream = 3};
    CHECK(random_bits(&other) != row[0] && random_bits(&seeded) != row[0]);
}

/* Mean 1/2 and variance 1/12 to within 5 standard errors; the ends are never reached. */
TEST(random_uniform_moments)
{
    struct random r = {.seed = 1};
    double low = 1, high = 0;
    for (size_t i = 0; i < DRAWS; i++) {
        drawn[i] = random_uniform(&r);
        low      = fmin(low, drawn[i]);
        high     = fmax(high, drawn[i]);
    }
    double mean = stat_mean(drawn, DRAWS), deviation = stat_deviation(drawn, DRAWS);
    CHECK(low > 0 && high < 1 && low < 1e-4 && high > 1 - 1e-4, "%g %g", low, high);
    CHECK(fabs(mean - 0.5) < 5 * sqrt(1.0 / 12 / DRAWS), "%g", mean);
    CHECK(fabs(deviation * deviation - 1.0 / 12) < 5 * sqrt(1.0 / 180 / DRAWS), "%g", deviation);
    CHECK(fabs(stat_autocorrelation(drawn, DRAWS, 1)) < 5 / sqrt(DRAWS));
}

TEST(random_below_is_even)
{
    struct random r = {.seed = 2};
    size_t        count[6] = {0};
    for (size_t i = 0; i < 60000; i++) count[random_below(&r, 6)]++;
    for (size_t i = 0; i < 6; i++) CHECK(fabs((double)count[i] - 10000) < 5 * sqrt(60000.0 / 6 * 5 / 6), "%zu", count[i]);
}

/* Values of scipy.stats.norm.ppf, scipy 1.10.1; then the inverse of the C library's erfc over the whole range. */
TEST(random_normal_quantile)
{
    static const double known[][2] = {
        {0.025, -1.9599639845400545}, {0.001, -3.090232306167813}, {1e-10, -6.361340902404056},
        {1e-300, -37.0470962993612},  {0.5, 0},                    {0.9, 1.2815515655446004},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        double z = normal_quantile(known[i][0]);
        CHECK(fabs(z - known[i][1]) <= 1e-14 * fmax(1, fabs(z)), "%g: %.17g", known[i][0], z);
    }
    for (double z = -37; z <= 5; z += 0.01) {
        double p = 0.5 * erfc(-z / M_SQRT2);
        /* p is rounded, which moves z by eps p over the density; in its tail erfc is off by some ulp of z^2. */
        double room = 1e-14 * fmax(1, fabs(z)) + 4e-16 * p / (exp(-z * z / 2) / sqrt(2 * M_PI) + 1e-308) * (1 + z * z);
        CHECK(fabs(normal_quantile(p) - z) < room, "%g: off by %g", z, normal_quantile(p) - z);
    }
    CHECK(isinf(normal_quantile(0)) && isinf(normal_quantile(1)) && normal_quantile(0) < 0 && normal_quantile(1) > 0);
    CHECK(isnan(normal_quantile(-0.1)) && isnan(normal_quantile(1.1)) && isnan(normal_quantile(NAN)));
}

TEST(random_normal_moments)
{
    struct random r = {.seed = 3};
    for (size_t i = 0; i < DRAWS; i++) drawn[i] = random_normal(&r);
    CHECK(fabs(stat_mean(drawn, DRAWS)) < 5 / sqrt(DRAWS));
    CHECK(fabs(stat_deviation(drawn, DRAWS) - 1) < 5 / sqrt(2.0 * DRAWS));
    CHECK(fabs(stat_skewness(drawn, DRAWS)) < 5 * sqrt(6.0 / DRAWS));
    CHECK(fabs(stat_kurtosis(drawn, DRAWS) - 3) < 5 * sqrt(24.0 / DRAWS));
}

/* The share of draws below x against scipy.stats.t.cdf(x, 5), scipy 1.10.1, within 5 standard errors. */
TEST(random_student_distribution)
{
    static const double known[][2] = {
        {-3, 0.015049623948731284}, {-1, 0.18160873382456127}, {0.5, 0.6808505641795355}, {2, 0.9490302605850709},
    };
    struct random r = {.seed = 4};
    for (size_t i = 0; i < DRAWS; i++) drawn[i] = random_student(&r, 5);
    for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
        double below = 0, p = known[k][1];
        for (size_t i = 0; i < DRAWS; i++) below += drawn[i] < known[k][0];
        CHECK(fabs(below / DRAWS - p) < 5 * sqrt(p * (1 - p) / DRAWS), "below %g: %g", known[k][0], below / DRAWS);
    }
}

/* Against the C library, whose own error is below 1 ulp: ours may add 2. */
TEST(random_elementary_functions)
{
    struct random r = {.seed = 5};
    double worst_exp = 0, worst_log = 0, worst_cos = 0;
    for (size_t i = 0; i < DRAWS; i++) {
        double x = (random_uniform(&r) - 0.5) * (i % 2 ? 1400 : 2), u = random_uniform(&r);
        double y = i % 2 ? exp((u - 0.5) * 1400) : 0.5 + u;
        worst_exp = fmax(worst_exp, fabs(exp_portable(x) / exp(x) - 1));
        worst_log = fmax(worst_log, fabs(log_portable(y) - log(y)) / fmax(fabs(log(y)), 1e-300));
        worst_cos = fmax(worst_cos, fabs(cos_turns(u) - cos(2 * M_PI * u)));
    }
    CHECK(worst_exp < 6e-16, "%g", worst_exp);
    CHECK(worst_log < 6e-16, "%g", worst_log);
    CHECK(worst_cos < 2e-15, "%g", worst_cos);
    CHECK(exp_portable(0) == 1 && log_portable(1) == 0 && fabs(cos_turns(0.25)) == 0);
    CHECK(isnan(log_portable(-1)) && log_portable(0) == -INFINITY && log_portable(INFINITY) == INFINITY);
    CHECK(exp_portable(-1000) == 0 && isinf(exp_portable(1000)) && isnan(exp_portable(NAN)));
}
