/* Values of TA-Lib 0.6 at its default parameters over the 252 bars of bars_252.csv, made with the library itself;
 * and of Tulip and pandas-ta-classic for what TA-Lib does not have. The columns are found by name. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>

#include "../check.h"
#include "base/file.h"
#include "base/number.h"
#include "ta/indicator.h"

enum { BARS_MAX = 512, COLUMNS_MAX = 1024, PATH_MAX_SIZE = 512, TEXT_MAX = 8 << 20, COVERED_MIN = 161 };

/* Relative; and absolute for an answer of 0, in whose place the references' running sums leave up to 2e-14. */
static const double TOLERANCE = 1e-9, NOTHING = 1e-13;

struct sheet {
    size_t       bars, columns;
    struct slice name[COLUMNS_MAX];
    double       value[COLUMNS_MAX][BARS_MAX];  /* NaN where the cell is empty */
};

static err read_all(struct ctx *c, const char *path, struct slice *ret)
{
    AUTO_INPUT in = {0};
    char      *text;
    size_t     size = 0, fresh = 1;
    TRY(input_open_file(c, &in, path));
    TRY(NEW(c, text, TEXT_MAX));
    while (fresh > 0) {
        TRY(input_read(c, &in, text + size, TEXT_MAX - size, &fresh));
        size += fresh;
    }
    *ret = (struct slice){text, size};
    return size < TEXT_MAX ? OK : fail(c, ERR_LIMIT, "%s has more than %d bytes", path, TEXT_MAX);
}

static err read_sheet(struct ctx *c, const char *file, struct sheet **ret)
{
    char          path[PATH_MAX_SIZE];
    struct slice  text;
    struct sheet *s;
    (void)snprintf(path, sizeof path, "%s/oracle/indicators/%s", shared_data(), file);
    TRY(read_all(c, path, &text));
    TRY(NEW(c, s, 1));
    struct slice head = slice_cut(&text, '\n');
    while (head.size && s->columns < COLUMNS_MAX) s->name[s->columns++] = slice_trim(slice_cut(&head, ','));
    while (text.size && s->bars < BARS_MAX) {
        struct slice line = slice_cut(&text, '\n');
        for (size_t k = 0; k < s->columns; k++)
            if (!number_read(slice_trim(slice_cut(&line, ',')), &s->value[k][s->bars])) s->value[k][s->bars] = NAN;
        s->bars++;
    }
    *ret = s;
    return OK;
}

static const double *column_of(const struct sheet *s, struct slice name)
{
    for (size_t k = 0; k < s->columns; k++)
        if (slice_same(s->name[k], name)) return s->value[k];
    return NULL;
}

static struct series_in series_of(const struct sheet *s)
{
    return (struct series_in){
        .count = s->bars,
        .open  = column_of(s, slice_of("open")),  .high   = column_of(s, slice_of("high")),
        .low   = column_of(s, slice_of("low")),   .close  = column_of(s, slice_of("close")),
        .volume = column_of(s, slice_of("volume")),
    };
}

/* Compares one output with one column from `from` on and returns the largest relative error. The first value must be
 * where the column has its first, unless the column begins elsewhere by a convention of its own. */
static double compare(const char *name, const double *got, const double *want, size_t count, size_t from, bool begins)
{
    double worst = 0;
    size_t first = 0;
    while (first < count && !isfinite(want[first])) first++;
    if (begins) CHECK(first == from, "%s begins at bar %zu, the reference at %zu", name, from, first);
    for (size_t i = from; i < count; i++) {
        if (!isfinite(want[i])) continue;
        double error = fabs(got[i] - want[i]);
        if (error > NOTHING) worst = fmax(worst, error / fabs(want[i]));
        CHECK(error <= TOLERANCE * fabs(want[i]) + NOTHING, "%s bar %zu: %.17g, the reference has %.17g", name, i,
              got[i], want[i]);
    }
    return worst;
}

static void run_with(const struct indicator *i, const struct series_in *in, const double *param, double out[][BARS_MAX])
{
    double *rows[OUTPUTS_MAX];
    for (size_t o = 0; o < OUTPUTS_MAX; o++) {
        rows[o] = out[o];
        for (size_t k = 0; k < BARS_MAX; k++) out[o][k] = NAN;
    }
    i->run(in, param, rows);
}

/* Where TA-Lib's columns of an indicator begin, `NAME.out…`, one for each output in order; 0 when it has none. */
static size_t talib_column(const struct sheet *s, const struct indicator *i)
{
    char   prefix[64] = "";
    size_t size = strlen(i->name);
    for (size_t k = 0; k < size && k < sizeof prefix - 5; k++) prefix[k] = (char)toupper((unsigned char)i->name[k]);
    memcpy(prefix + size, ".out", 4);
    for (size_t k = 0; k < s->columns; k++)
        if (s->name[k].size > size + 4 && memcmp(s->name[k].at, prefix, size + 4) == 0) return k;
    return 0;
}

/* Where the close stands in its bar, 0 to 1: the file has those math transforms of this that have no meaning, or none
 * in doubles, for a price. The first bar tells which. */
static struct series_in place_of_close(const struct series_in *in)
{
    static double    place[BARS_MAX];
    struct series_in ret = *in;
    for (size_t i = 0; i < in->count; i++) place[i] = (in->close[i] - in->low[i]) / (in->high[i] - in->low[i]);
    ret.close = place;
    return ret;
}

/* The second series of the file for what has a period of its own at each bar. */
static struct series_in with_periods(const struct series_in *in)
{
    static double    period[BARS_MAX];
    struct series_in ret = *in;
    for (size_t i = 0; i < in->count; i++) period[i] = (double)(2 + i % 29);
    ret.volume = period;
    return ret;
}

TEST(oracle_talib)
{
    AUTO_CTX      c = {0};
    struct sheet *bars, *talib;
    size_t        covered = 0;
    double        worst   = 0;
    ctx_open(&c, 64 << 20);
    if (!shared_data()) return test_skip("the folder of real data is not there");
    err e = read_sheet(&c, "bars_252.csv", &bars);
    if (e == OK) e = read_sheet(&c, "talib_all_defaults_252.csv.zst", &talib);
    CHECK(e == OK, "%s", c.note);
    if (e != OK) return;

    struct series_in in = series_of(bars), place = place_of_close(&in), varied = with_periods(&in);
    for (const struct indicator *const *i = indicators; *i; i++) {
        static double out[OUTPUTS_MAX][BARS_MAX];
        double        param[PARAMS_MAX] = {0};
        size_t        column = talib_column(talib, *i);
        if (column == 0) continue;
        for (size_t k = 0; k < PARAMS_MAX; k++) param[k] = (*i)->params[k].usual;
        run_with(*i, strcmp((*i)->name, "mavp") == 0 ? &varied : &in, param, out);
        if ((*i)->partial && !(fabs(out[0][0] - talib->value[column][0]) < 1e-6)) run_with(*i, &place, param, out);
        for (size_t o = 0; o < indicator_outputs(*i); o++) {
            const double *want = talib->value[column + o];
            worst = fmax(worst, compare((*i)->name, out[o], want, in.count, (*i)->warmup(param), true));
        }
        covered++;
    }
    CHECK(covered >= COVERED_MIN, "only %zu indicators were found", covered);
    printf("oracle_talib: %zu indicators, largest relative error %.2g\n", covered, worst);
}

/* What TA-Lib 0.6 does not have, and how a peer that does calls it. `from` is 0 where the peer's first value must be
 * where ours is, else the first bar that is compared. */
static const struct peer {
    const char *file, *column, *indicator, *output;
    double      param[PARAMS_MAX];
    size_t      from;
} peers[] = {
    {"tulip_all_252.csv.zst", "hma.hma", "hma", "hma", {16}, 0},
    {"tulip_all_252.csv.zst", "abs.abs", "abs", "abs", {0}, 0},
    {"tulip_all_252.csv.zst", "round.round", "round", "round", {0}, 0},
    {"tulip_all_252.csv.zst", "trunc.trunc", "trunc", "trunc", {0}, 0},
    {"tulip_all_252.csv.zst", "fisher.fisher", "fisher", "fisher", {9}, 0},
    {"tulip_all_252.csv.zst", "fisher.fisher_signal", "fisher", "signal", {9}, 0},
    {"tulip_all_252.csv.zst", "ao.ao", "ao", "ao", {5, 34}, 0},
    {"tulip_all_252.csv.zst", "cvi.cvi", "cvi", "cvi", {10}, 0},
    {"tulip_all_252.csv.zst", "decay.decay", "decay", "decay", {5}, 0},
    {"tulip_all_252.csv.zst", "edecay.edecay", "edecay", "edecay", {5}, 0},
    {"tulip_all_252.csv.zst", "dpo.dpo", "dpo", "dpo", {20}, 0},
    {"tulip_all_252.csv.zst", "emv.emv", "emv", "emv", {0}, 0},
    {"tulip_all_252.csv.zst", "fosc.fosc", "fosc", "fosc", {14}, 0},
    {"tulip_all_252.csv.zst", "kvo.kvo", "kvo", "kvo", {34, 55}, 0},
    {"tulip_all_252.csv.zst", "lag.lag", "lag", "lag", {1}, 0},
    {"tulip_all_252.csv.zst", "marketfi.marketfi", "marketfi", "marketfi", {0}, 0},
    {"tulip_all_252.csv.zst", "mass.mass", "massi", "massi", {25}, 0},
    {"tulip_all_252.csv.zst", "md.md", "avgdev", "avgdev", {20}, 0},
    {"tulip_all_252.csv.zst", "nvi.nvi", "nvi", "nvi", {0}, 0},
    {"tulip_all_252.csv.zst", "pvi.pvi", "pvi", "pvi", {0}, 0},
    {"tulip_all_252.csv.zst", "qstick.qstick", "qstick", "qstick", {14}, 0},
    {"tulip_all_252.csv.zst", "stderr.stderr", "stderr", "stderr", {20}, 0},
    {"tulip_all_252.csv.zst", "vhf.vhf", "vhf", "vhf", {28}, 0},
    {"tulip_all_252.csv.zst", "vidya.vidya", "vidya", "vidya", {5, 20, 0.2}, 0},
    {"tulip_all_252.csv.zst", "volatility.volatility", "volatility", "volatility", {20, 252}, 0},
    {"tulip_all_252.csv.zst", "vosc.vosc", "vosc", "vosc", {5, 10}, 0},
    {"tulip_all_252.csv.zst", "vwma.vwma", "vwma", "vwma", {20}, 0},
    {"tulip_all_252.csv.zst", "wad.wad", "wad", "wad", {0}, 0},
    {"tulip_all_252.csv.zst", "wilders.wilders", "rma", "rma", {14}, 0},
    {"tulip_all_252.csv.zst", "zlema.zlema", "zlema", "zlema", {20, 1}, 0},
    {"tulip_all_252.csv.zst", "cmo.cmo", "cmou", "cmou", {14}, 0},
    {"pandas_ta_classic_252.csv.zst", "fwma.FWMA_10", "fwma", "fwma", {10}, 0},
    {"pandas_ta_classic_252.csv.zst", "pwma.PWMA_10", "pwma", "pwma", {10}, 0},
    {"pandas_ta_classic_252.csv.zst", "sinwma.SINWMA_14", "sinwma", "sinwma", {14}, 0},
    {"pandas_ta_classic_252.csv.zst", "swma.SWMA_10", "swma", "swma", {10}, 0},
    {"pandas_ta_classic_252.csv.zst", "ha.HA_open", "ha", "open", {0}, 0},
    {"pandas_ta_classic_252.csv.zst", "ha.HA_high", "ha", "high", {0}, 0},
    {"pandas_ta_classic_252.csv.zst", "ha.HA_low", "ha", "low", {0}, 0},
    {"pandas_ta_classic_252.csv.zst", "ha.HA_close", "ha", "close", {0}, 0},
    {"pandas_ta_classic_252.csv.zst", "chop.CHOP_14_1_100", "chop", "chop", {14, 1}, 14},
    {"pandas_ta_classic_252.csv.zst", "cg.CG_10", "cg", "cg", {10}, 0},
    {"pandas_ta_classic_252.csv.zst", "bias.BIAS_SMA_26", "bias", "bias", {26}, 0},
    {"pandas_ta_classic_252.csv.zst", "cmf.CMF_20", "cmf", "cmf", {20}, 0},
    {"pandas_ta_classic_252.csv.zst", "cti.CTI_12", "cti", "cti", {12}, 0},
    {"pandas_ta_classic_252.csv.zst", "er.ER_10", "er", "er", {10}, 0},
    {"pandas_ta_classic_252.csv.zst", "psl.PSL_12", "psl", "psl", {12}, 12},
    {"pandas_ta_classic_252.csv.zst", "zscore.ZS_30", "zscore", "zscore", {30, 1}, 0},
    {"pandas_ta_classic_252.csv.zst", "skew.SKEW_30", "skew", "skew", {30}, 0},
    {"pandas_ta_classic_252.csv.zst", "kurtosis.KURT_30", "kurtosis", "kurtosis", {30}, 0},
    {"pandas_ta_classic_252.csv.zst", "median.MEDIAN_30", "median", "median", {30}, 0},
    {"pandas_ta_classic_252.csv.zst", "quantile.QTL_30_0.5", "percentile", "percentile", {30, 50}, 0},
    {"pandas_ta_classic_252.csv.zst", "entropy.ENTP_10", "entropy", "entropy", {10, 2}, 0},
    {"pandas_ta_classic_252.csv.zst", "coppock.COPC_11_14_10", "coppock", "coppock", {11, 14, 10}, 24},
    {"pandas_ta_classic_252.csv.zst", "eri.BULLP_13", "eri", "bull", {13}, 0},
    {"pandas_ta_classic_252.csv.zst", "eri.BEARP_13", "eri", "bear", {13}, 0},
    {"pandas_ta_classic_252.csv.zst", "log_return.LOGRET_1", "log_return", "log_return", {1}, 0},
    {"pandas_ta_classic_252.csv.zst", "pvol.PVOL", "pvol", "pvol", {0}, 0},
    {"pandas_ta_classic_252.csv.zst", "pdist.PDIST", "pdist", "pdist", {0}, 1},
    {"pandas_ta_classic_252.csv.zst", "brar.AR_26", "brar", "ar", {26}, 26},
    {"pandas_ta_classic_252.csv.zst", "brar.BR_26", "brar", "br", {26}, 26},
    {"pandas_ta_classic_252.csv.zst", "vortex.VTXP_14", "vortex", "plus", {14}, 14},
    {"pandas_ta_classic_252.csv.zst", "vortex.VTXM_14", "vortex", "minus", {14}, 14},
    {"pandas_ta_classic_252.csv.zst", "rvgi.RVGI_14_4", "rvgi", "rvgi", {14}, 19},
    {"pandas_ta_classic_252.csv.zst", "rvgi.RVGIs_14_4", "rvgi", "signal", {14}, 19},
    {"pandas_ta_classic_252.csv.zst", "efi.EFI_13", "efi", "efi", {13}, 0},
    {"pandas_ta_classic_252.csv.zst", "ssf.SSF_10_2", "ssf", "ssf", {10}, 60},
    {"pandas_ta_classic_252.csv.zst", "mcgd.MCGD_10", "mcgd", "mcgd", {10, 1}, 60},
    {"pandas_ta_classic_252.csv.zst", "drawdown.DD_PCT", "dd", "share", {0}, 0},
    {"pandas_ta_classic_252.csv.zst", "cfo.CFO_9", "cfo", "cfo", {9}, 0},
    {"pandas_ta_classic_252.csv.zst", "bbands.BBP_5_2.0", "percentb", "percentb", {5, 2}, 0},
    {"pandas_ta_classic_252.csv.zst", "hma.HMA_10", "hma", "hma", {10}, 0},
    {"pandas_ta_classic_252.csv.zst", "donchian.DCL_20_20", "donchian", "lower", {20, 0}, 0},
    {"pandas_ta_classic_252.csv.zst", "donchian.DCM_20_20", "donchian", "middle", {20, 0}, 0},
    {"pandas_ta_classic_252.csv.zst", "donchian.DCU_20_20", "donchian", "upper", {20, 0}, 0},
    {"pandas_ta_classic_252.csv.zst", "kc.KCBe_20_2", "keltner", "middle", {20, 2, 10}, 0},
    /* Its four lines begin one by one; ours have one warm-up, that of the last. */
    {"pandas_ta_classic_252.csv.zst", "ichimoku.ITS_9", "ichimoku", "conversion", {9, 26, 52, 26}, 77},
    {"pandas_ta_classic_252.csv.zst", "ichimoku.IKS_26", "ichimoku", "base", {9, 26, 52, 26}, 77},
    {"pandas_ta_classic_252.csv.zst", "ichimoku.ISA_9", "ichimoku", "span_a", {9, 26, 52, 26}, 77},
    {"pandas_ta_classic_252.csv.zst", "ichimoku.ISB_26", "ichimoku", "span_b", {9, 26, 52, 26}, 77},
    /* Its true range and its side begin otherwise; after 200 bars a period of 7 has forgotten that to 1e-13. */
    {"pandas_ta_classic_252.csv.zst", "supertrend.SUPERT_7_3.0", "supertrend", "supertrend", {7, 3}, 200},
};

static void check_peer(const struct peer *p, const struct series_in *in, const struct sheet *s)
{
    static double           out[OUTPUTS_MAX][BARS_MAX];
    const struct indicator *i    = indicator_find(slice_of(p->indicator));
    const double           *want = column_of(s, slice_of(p->column));
    CHECK(i && want, "%s or %s is gone", p->indicator, p->column);
    if (!i || !want) return;
    run_with(i, in, p->param, out);
    for (size_t o = 0; o < indicator_outputs(i); o++)
        if (strcmp(i->outputs[o], p->output) == 0)
            (void)compare(p->column, out[o], want, in->count, p->from ? p->from : i->warmup(p->param), !p->from);
}

TEST(oracle_peers)
{
    if (!shared_data()) return test_skip("the folder of real data is not there");
    for (size_t k = 0; k < sizeof peers / sizeof *peers; k++) {
        AUTO_CTX      c = {0};
        struct sheet *bars, *sheet;
        ctx_open(&c, 64 << 20);
        err e = read_sheet(&c, "bars_252.csv", &bars);
        if (e == OK) e = read_sheet(&c, peers[k].file, &sheet);
        CHECK(e == OK, "%s", c.note);
        if (e != OK) continue;
        struct series_in in = series_of(bars);
        check_peer(&peers[k], &in, sheet);
    }
}

/* No peer has this form of the channel; its parts have one each. */
TEST(oracle_keltner)
{
    static double           band[OUTPUTS_MAX][BARS_MAX], mean[OUTPUTS_MAX][BARS_MAX], range[OUTPUTS_MAX][BARS_MAX];
    const struct indicator *keltner = indicator_find(slice_of("keltner")), *ema = indicator_find(slice_of("ema"));
    const struct indicator *atr = indicator_find(slice_of("atr"));
    AUTO_CTX                c = {0};
    struct sheet           *bars;
    ctx_open(&c, 64 << 20);
    if (!shared_data()) return test_skip("the folder of real data is not there");
    err e = read_sheet(&c, "bars_252.csv", &bars);
    CHECK(e == OK && keltner && ema && atr, "%s", c.note);
    if (e != OK || !keltner || !ema || !atr) return;
    struct series_in in = series_of(bars);
    run_with(keltner, &in, (double[PARAMS_MAX]){20, 2.5, 10}, band);
    run_with(ema, &in, (double[PARAMS_MAX]){20}, mean);
    run_with(atr, &in, (double[PARAMS_MAX]){10}, range);
    for (size_t k = 19; k < in.count; k++) {
        CHECK(fabs(band[0][k] - mean[0][k] - 2.5 * range[0][k]) <= TOLERANCE * mean[0][k], "upper band at bar %zu", k);
        CHECK(fabs(mean[0][k] - band[2][k] - 2.5 * range[0][k]) <= TOLERANCE * mean[0][k], "lower band at bar %zu", k);
    }
}
