#include <math.h>

#include "calc/function.h"
#include "num/section.h"
#include "num/stat.h"

/* All assets on one day against each other, or those of a group. What is missing is left out and stays missing. */

static void run_rank(const struct call *x) { section_ranks(x->in[0], x->count, (void *)x->scratch, x->out); }
static void run_zscore(const struct call *x) { section_zscores(x->in[0], x->count, x->scratch, x->out); }
static void run_winsorize(const struct call *x) { section_winsorise(x->in[0], x->count, x->number[1], x->number[2], x->scratch, x->out); }

static double mean_of(const struct call *x)
{
    size_t known = 0;
    for (size_t i = 0; i < x->count; i++)
        if (!isnan(x->in[0][i])) x->scratch[known++] = x->in[0][i];
    return stat_mean(x->scratch, known);
}

static void run_demean(const struct call *x)
{
    double mean = mean_of(x);
    for (size_t i = 0; i < x->count; i++) x->out[i] = x->in[0][i] - mean;
}

static void run_mean(const struct call *x)
{
    double mean = mean_of(x);
    for (size_t i = 0; i < x->count; i++) x->out[i] = mean;
}

static void run_count(const struct call *x)
{
    size_t known = 0;
    for (size_t i = 0; i < x->count; i++) known += !isnan(x->in[0][i]);
    for (size_t i = 0; i < x->count; i++) x->out[i] = (double)known;
}

static const char *refuse_winsorize(const double *number) { return number[1] <= number[2] ? NULL : "low must not be above high"; }

enum { KEY_DOUBLES = sizeof(struct section_key) / sizeof(double), RANK_SCRATCH = 2 * KEY_DOUBLES };

#define OF_X {"x", SERIES, 0, 0, 0, 0, "a series"}
#define BY   {"by", GROUP, OPTIONAL, 0, 0, 0, "\"class\", \"sector\" or \"currency\": each of them for itself; one of unknown group is missing"}
#define SECTION(name_, unit_, run_, scratch_, about_)                                                                    \
    .name = name_, .group = "sections", .about = about_, .arguments = {OF_X, BY}, .unit = unit_, .section = true, .scratch = scratch_, .run = run_

const struct function function_cs_rank = {SECTION("cs_rank", AS_RATIO, run_rank, RANK_SCRATCH, "place among all assets of the day, above 0 to 1; ties share theirs")};
const struct function function_cs_zscore = {SECTION("cs_zscore", AS_RATIO, run_zscore, 1, "less the mean of all assets of the day, over their deviation, n - 1")};
const struct function function_cs_demean = {SECTION("cs_demean", AS_FIRST, run_demean, 1, "less the mean of all assets of the day")};
const struct function function_cs_mean = {SECTION("cs_mean", AS_FIRST, run_mean, 1, "mean of all assets of the day; of a condition the share that meets it")};
const struct function function_cs_count = {SECTION("cs_count", AS_RATIO, run_count, 0, "how many assets have a value on the day")};

const struct function function_cs_winsorize = {
    .name = "cs_winsorize", .group = "sections", .about = "what lies outside two quantiles of the day is set to them",
    .arguments = {OF_X, {"low", NUMBER, OPTIONAL, 0.05, 0, 1, "level of the lower quantile"}, {"high", NUMBER, OPTIONAL, 0.95, 0, 1, "and of the upper one"}, BY},
    .unit = AS_FIRST, .section = true, .scratch = 1, .refuse = refuse_winsorize, .run = run_winsorize,
};
