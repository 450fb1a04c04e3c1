#include "advise/advise.h"

#include <assert.h>
#include <math.h>

#include "advise/judge.h"
#include "base/digest.h"
#include "num/matrix.h"
#include "risk/covariance.h"
#include "risk/drawdown.h"
#include "risk/volatility.h"

enum { POSITIONS_LIMIT = 64, ROWS_MIN = 126 };  /* half a year of returns is the least that a covariance is made of */

static const char UNKNOWN_SECTOR[] = "unknown";

enum band band_of(const struct policy *p, const struct profile *who, const char **ret_binding)
{
    enum band tolerance = BAND_CONSERVATIVE, horizon = BAND_VERY_AGGRESSIVE;
    while (tolerance < BAND_VERY_AGGRESSIVE && who->risk >= p->risk_below[tolerance]) tolerance++;
    for (enum band b = BAND_VERY_AGGRESSIVE; b > BAND_CONSERVATIVE; b--)
        if (span_microseconds(who->horizon) < span_microseconds(p->horizon_below[b - 1])) horizon = b - 1;
    *ret_binding = horizon < tolerance ? "horizon" : "tolerance";
    return horizon < tolerance ? horizon : tolerance;
}

struct chosen {                         /* the positions while they are weighed */
    const struct scored    *scored[POSITIONS_LIMIT];
    const struct candidate *member[POSITIONS_LIMIT];
    size_t                  count, rows;
    double                 *returns, *covariance;       /* per period */
    double                  periods;
    double                  volatility[POSITIONS_LIMIT], weight[POSITIONS_LIMIT];
    int                     limited_by[POSITIONS_LIMIT];
    bool                    scaled;                     /* down to the volatility that is allowed */
    double                  total_volatility, undiversified, drawdown;
};

const char *candidate_sector(const struct candidate *k) { return k->asset->sector ? k->asset->sector : UNKNOWN_SECTOR; }

static void choose(const struct verdict *v, struct chosen *x)
{
    for (size_t i = 0; i < v->passed_count && x->count < v->policy->positions_max && x->count < POSITIONS_LIMIT; i++) {
        if (!(v->passed[i].total > 0)) break;           /* below the middle nothing speaks for it */
        x->scored[x->count]   = &v->passed[i];
        x->member[x->count++] = v->passed[i].candidate;
    }
}

static err measure(struct verdict *v, struct chosen *x)
{
    int32_t *day;
    double  *centred;
    TRY(align_returns(v->c, x->member, x->count, v->policy->window, &x->returns, &day, &x->rows, &x->periods));
    if (x->rows < ROWS_MIN) return OK;
    TRY(NEW(v->c, centred, x->rows * x->count));
    TRY(NEW(v->c, x->covariance, x->count * x->count));
    memcpy(centred, x->returns, x->rows * x->count * sizeof *centred);
    (void)covariance_to_constant_correlation(centred, x->rows, x->count, x->covariance);        /* the intensity is not told */
    for (size_t i = 0; i < x->count; i++) x->volatility[i] = sqrt(x->covariance[i * x->count + i] * x->periods);
    return OK;
}

static void weigh(const struct verdict *v, struct chosen *x)
{
    const struct limits *l = &v->policy->limits[v->band];
    size_t      class[POSITIONS_LIMIT], sector[POSITIONS_LIMIT], sectors = 0;
    const char *names[POSITIONS_LIMIT];
    for (size_t i = 0; i < x->count; i++) {
        size_t s = 0;
        while (s < sectors && strcmp(names[s], candidate_sector(x->member[i])) != 0) s++;
        if (s == sectors) names[sectors++] = candidate_sector(x->member[i]);
        sector[i] = s;
        class[i]  = (size_t)x->member[i]->asset->class;
    }
    fill_weights(x->count, x->volatility, l->asset_weight, class, l->class_weight, CLASS_COUNT, sector, l->sector_weight, sectors,
                 x->weight, x->limited_by);

    double volatility = portfolio_volatility(x->covariance, x->weight, x->count, x->periods);
    x->scaled = volatility > l->volatility;
    for (size_t i = 0; x->scaled && i < x->count; i++) x->weight[i] *= l->volatility / volatility;
    x->total_volatility = portfolio_volatility(x->covariance, x->weight, x->count, x->periods);
    for (size_t i = 0; i < x->count; i++) x->undiversified += x->weight[i] * x->volatility[i];
}

/* The wealth of these weights, kept constant day by day, with cash that earns nothing. */
static err look_back(struct verdict *v, struct chosen *x)
{
    double *wealth;
    TRY(NEW(v->c, wealth, x->rows + 1));
    wealth[0] = 1;
    for (size_t d = 0; d < x->rows; d++) {
        double day = 0;
        for (size_t i = 0; i < x->count; i++) day += x->weight[i] * x->returns[d * x->count + i];
        wealth[d + 1] = wealth[d] * (1 + day);
    }
    x->drawdown = drawdown_max(wealth, x->rows + 1).depth;
    return OK;
}

static double risk_share(const struct chosen *x, size_t i)
{
    double with = 0, all = matrix_quadratic(x->covariance, x->weight, x->count);
    for (size_t k = 0; k < x->count; k++) with += x->covariance[i * x->count + k] * x->weight[k];
    return all > 0 ? x->weight[i] * with / all : 0;
}

static const char *limit_text(const struct chosen *x, size_t i)
{
    static const char *const texts[2][4] = {
        {NULL, "the cap of one asset", "the cap of its class", "the cap of its sector"},
        {"the volatility that is allowed", "the cap of one asset, then the volatility that is allowed",
         "the cap of its class, then the volatility that is allowed", "the cap of its sector, then the volatility that is allowed"},
    };
    return texts[x->scaled][x->limited_by[i]];
}

static err write_position(struct verdict *v, const struct chosen *x, size_t i, struct position *p)
{
    const struct candidate *k = x->member[i];
    const int64_t           CENT = CASH_UNIT / 100;
    *p = (struct position){
        .symbol = k->asset->symbol, .name = k->asset->name, .class = k->asset->class, .sector = candidate_sector(k), .weight = x->weight[i],
        .amount = (int64_t)((double)v->who->capital * x->weight[i]) / CENT * CENT, .rank = (int64_t)x->scored[i]->rank,
        .score = x->scored[i]->total, .price = k->price, .price_day = k->price_day, .volatility = x->volatility[i],
        .risk_share = risk_share(x, i), .basis = k->basis, .limited_by = limit_text(x, i)};
    return explain(v, x->scored[i], p);
}

static void sort_positions(struct position *p, size_t count)
{
    for (size_t i = 1; i < count; i++)                  /* by weight, then score: few, and stable */
        for (size_t k = i; k > 0 && (p[k].weight > p[k - 1].weight || (p[k].weight == p[k - 1].weight && p[k].rank < p[k - 1].rank)); k--) {
            struct position other = p[k];
            p[k]     = p[k - 1];
            p[k - 1] = other;
        }
}

static err write_positions(struct verdict *v, const struct chosen *x, struct recommendation *r)
{
    struct position *p;
    double           invested = 0;
    int64_t          spent    = 0;
    TRY(NEW(v->c, p, x->count));
    for (size_t i = 0; i < x->count; i++) {
        TRY(write_position(v, x, i, &p[i]));
        invested += p[i].weight;
        spent    += p[i].amount;
    }
    sort_positions(p, x->count);
    r->positions                 = (struct list){p, x->count};
    r->invested_weight           = invested;
    r->cash_weight               = fmax(0, 1 - invested);
    r->cash_amount               = v->who->capital - spent;
    r->volatility                = x->total_volatility;
    r->volatility_undiversified  = x->undiversified;
    r->volatility_limit          = v->policy->limits[v->band].volatility;
    r->worst_drawdown            = x->drawdown;
    return OK;
}

/* ---- what it rests on, and what to know ---- */

static err add_text(struct ctx *c, struct list *l, size_t room, const char *text)
{
    if (!text) return ERR_NOMEM;
    if (!l->at) {
        l->at = ctx_alloc(c, sizeof text, room);
        if (!l->at) return ERR_NOMEM;
    }
    if (l->count < room) ((const char **)l->at)[l->count++] = text;
    return OK;
}

static void widen(struct lineage *l, int32_t first, int32_t last)
{
    if (l->first == DAY_NONE || first < l->first) l->first = first;
    if (l->last == DAY_NONE || last > l->last)    l->last  = last;
}

static void seal_candidate(struct candidate *k, size_t signals, struct digest *closes, struct digest *values, struct lineage *data)
{
    for (size_t i = 0; i < k->count && !k->broken; i++) k->broken = !(k->growth[i] > 0);
    digest_add_text(closes, k->asset->symbol);
    digest_add(closes, k->day, k->count * sizeof *k->day);
    digest_add(closes, k->growth, k->count * sizeof *k->growth);
    digest_add_text(values, k->asset->symbol);
    data[0].rows += (int64_t)k->count;
    if (k->count > 0) widen(&data[0], k->day[0], k->day[k->count - 1]);
    if (!k->signals_known) return;
    digest_add(values, k->signal, signals * sizeof *k->signal);
    data[1].rows += (int64_t)signals;
    if (k->count > 0) widen(&data[1], k->price_day, k->price_day);
}

err market_seal(struct ctx *c, struct market_view *m)
{
    struct digest closes, values;
    char          digest[DIGEST_SIZE + 1];
    m->data[0] = (struct lineage){.dataset = "closes", .first = DAY_NONE, .last = DAY_NONE};
    m->data[1] = (struct lineage){.dataset = "signals", .first = DAY_NONE, .last = DAY_NONE};
    digest_open(&closes);
    digest_open(&values);
    for (size_t i = 0; i < m->count; i++) seal_candidate(&m->candidates[i], m->signal_count, &closes, &values, m->data);
    digest_done(&closes, digest);
    m->data[0].digest = ctx_copy(c, slice_of(digest));
    digest_done(&values, digest);
    m->data[1].digest = ctx_copy(c, slice_of(digest));
    return got(m->data[0].digest && m->data[1].digest ? m : NULL);
}

enum { NOTES_MAX = 32 };

static err write_notes(struct verdict *v, const struct chosen *x, struct recommendation *r)
{
    size_t split = 0, unknown = 0, unknown_sector = 0;
    for (size_t i = 0; i < x->count; i++) {
        split          += x->member[i]->basis == ADJUST_SPLIT;
        unknown        += x->member[i]->basis == ADJUST_UNKNOWN;
        unknown_sector += x->member[i]->asset->sector == NULL;
    }
    for (size_t i = 0; v->advised && i < v->advised->budget->warnings.count; i++)
        TRY(add_text(v->c, &r->notes, NOTES_MAX, ((const char *const *)v->advised->budget->warnings.at)[i]));
    for (size_t i = 0; v->advised && i < v->advised->budget->questions.count; i++)
        TRY(add_text(v->c, &r->notes, NOTES_MAX, ((const char *const *)v->advised->budget->questions.at)[i]));
    if (v->advised && v->market->as_of - v->advised->said > PROFILE_STALE_DAYS) TRY(add_text(v->c, &r->notes, NOTES_MAX, "the answers of the investor are older than a year: look through them again"));
    if (v->market->simulated) TRY(add_text(v->c, &r->notes, NOTES_MAX, "SIMULATED market: not advice about real assets"));
    if (split) TRY(add_text(v->c, &r->notes, NOTES_MAX, ctx_print(v->c, "prices without dividends, whose returns are understated, judged %zu of %zu positions", split, x->count)));
    if (unknown) TRY(add_text(v->c, &r->notes, NOTES_MAX, ctx_print(v->c, "prices of an unknown adjustment, in which a split may look like a fall, judged %zu of %zu positions", unknown, x->count)));
    if (unknown_sector) TRY(add_text(v->c, &r->notes, NOTES_MAX, ctx_print(v->c, "the sector is unknown for %zu of %zu positions: together they are held to the cap of one sector; `lumia import assets` brings sectors", unknown_sector, x->count)));
    for (size_t i = 0; i < v->who->exclude.count; i++) {
        const char *name = ((const char *const *)v->who->exclude.at)[i];
        bool        met  = false;
        for (size_t k = 0; k < v->excluded_count && !met; k++) met = strcmp(v->excluded[k].symbol, name) == 0;
        if (!met) TRY(add_text(v->c, &r->notes, NOTES_MAX, ctx_print(v->c, "the exclusion '%s' matches no asset of this market", name)));
    }
    for (size_t i = 0; i < v->who->exclude_sector.count; i++) {
        const char *name = ((const char *const *)v->who->exclude_sector.at)[i];
        bool        met  = false;
        for (size_t k = 0; k < v->market->count && !met; k++) met = slice_like(slice_of(name), candidate_sector(&v->market->candidates[k]));
        if (!met) TRY(add_text(v->c, &r->notes, NOTES_MAX, ctx_print(v->c, "the excluded sector '%s' is that of no asset of this market", name)));
    }
    TRY(add_text(v->c, &r->notes, NOTES_MAX, "cash is counted as earning nothing and never moving"));
    return add_text(v->c, &r->notes, NOTES_MAX, "made from past prices by a fixed policy; not a forecast, and no legal or tax advice");
}

static err insufficient(struct verdict *v, struct recommendation *r, const char *what)
{
    size_t counts[LEFT_BROKEN_PRICES + 1] = {0};
    r->kind = ADVICE_INSUFFICIENT;
    TRY(add_text(v->c, &r->missing, NOTES_MAX, what));
    for (size_t i = 0; i < v->excluded_count; i++) counts[v->excluded[i].reason]++;
    static const struct { enum exclusion_reason reason; const char *cure; } cures[] = {
        {LEFT_NO_SIGNALS, "`lumia run signal`"}, {LEFT_SIGNALS_STALE, "`lumia run signal`"}, {LEFT_STALE, "`lumia import prices FILE`, or an earlier --as-of"},
        {LEFT_SHORT_HISTORY, "`lumia import prices FILE`"}, {LEFT_RAW_PRICES, "`lumia import prices FILE --adjust split`"},
        {LEFT_NO_BARS, "`lumia import prices FILE`"}, {LEFT_CLASS, "another risk, or `lumia import prices FILE --class stock` where the class is unknown"},
        {LEFT_CURRENCY, "another --currency"}, {LEFT_TOO_VOLATILE, "a higher risk"}, {LEFT_EXCLUDED, "fewer exclusions"},
        {LEFT_SECTOR, "fewer exclusions"}, {LEFT_BROKEN_PRICES, "`lumia quarantine`, and better prices"},
    };
    for (size_t i = 0; i < sizeof cures / sizeof *cures; i++)
        if (counts[cures[i].reason])
            TRY(add_text(v->c, &r->missing, NOTES_MAX, ctx_print(v->c, "left out, %zu times %s: %s", counts[cures[i].reason],
                                                                 exclusion_reasons[cures[i].reason], cures[i].cure)));
    if (v->market->count == 0) TRY(add_text(v->c, &r->missing, NOTES_MAX, "the market is empty: `lumia import prices FILE`, or `lumia simulate` and then `--market simulated`"));
    return OK;
}

/* The id is the digest of the document with an empty id, and then goes into its place: the first member. */
static err sign_document(struct ctx *c, struct recommendation *r, struct slice *ret_document)
{
    static const char head[] = "{\"id\":\"";
    struct digest d;
    char          id[DIGEST_SIZE + 1];
    struct text   bare = {.c = c}, whole = {.c = c};
    r->id = "";
    json_put_record(&bare, &recommendation_shape, r);
    TRY(text_done(&bare));
    assert(bare.size > sizeof head && memcmp(bare.at, head, sizeof head - 1) == 0);
    digest_open(&d);
    digest_add(&d, bare.at, bare.size);
    digest_done(&d, id);
    r->id = ctx_copy(c, slice_of(id));
    if (!r->id) return ERR_NOMEM;
    text_put(&whole, head);
    text_put(&whole, id);
    text_put_slice(&whole, (struct slice){bare.at + sizeof head - 1, bare.size - sizeof head + 1});
    TRY(text_done(&whole));
    *ret_document = text_slice(&whole);
    return OK;
}

static err allocate(struct verdict *v, struct recommendation *r)
{
    struct chosen *x;
    TRY(NEW(v->c, x, 1));
    if (v->passed_count < v->policy->candidates_min)
        return insufficient(v, r, ctx_print(v->c, "%zu of %zu assets can be judged; the policy compares at least %zu", v->passed_count, v->considered, v->policy->candidates_min));
    TRY(score(v));
    choose(v, x);
    if (x->count == 0) return insufficient(v, r, "no asset stands above the middle of the candidates");
    TRY(measure(v, x));
    if (x->rows < ROWS_MIN)
        return insufficient(v, r, ctx_print(v->c, "%zu daily returns that all positions share; %d are needed for their covariance", x->rows, ROWS_MIN));
    weigh(v, x);
    TRY(look_back(v, x));
    TRY(write_positions(v, x, r));
    return write_notes(v, x, r);
}

static void write_advised(const struct advised *a, struct recommendation *r)
{
    if (!a) return;
    r->profile         = a->investor->name;
    r->profile_version = a->investor->version;
    r->profile_digest  = a->digest;
    r->capacity        = a->budget->capacity;
    r->tolerance       = a->budget->tolerance;
    r->horizon_cap     = a->budget->horizon_cap;
    r->knowledge_cap   = a->budget->knowledge_cap;
    if (strcmp(r->binding, "tolerance") == 0) r->binding = a->budget->binding;
}

err advise(struct ctx *c, const struct policy *p, const struct profile *who, const struct advised *advised, const struct market_view *m, const char *program,
           struct recommendation *ret, struct slice *ret_document)
{
    struct verdict        v = {.c = c, .policy = p, .who = who, .advised = advised, .market = m};
    struct recommendation r;
    char                  digest[DIGEST_SIZE + 1];
    TRY(shape_default(c, &recommendation_shape, &r));
    v.band = band_of(p, who, &r.binding);
    policy_digest(p, digest);
    r.policy_digest = ctx_copy(c, slice_of(digest));
    if (!r.policy_digest) return ERR_NOMEM;
    TRY(judge(&v));
    r.kind       = ADVICE_ALLOCATE;
    r.simulated  = m->simulated;
    r.as_of      = m->as_of;
    r.known_at   = m->known_at;
    r.risk       = who->risk;
    r.band       = (int32_t)v.band;
    r.horizon    = who->horizon;
    r.capital    = who->capital;
    r.currency   = v.currency;
    r.exclude    = who->exclude;
    r.exclude_sector = who->exclude_sector;
    r.exclude_class  = who->exclude_class;
    write_advised(advised, &r);
    r.considered = (int64_t)v.considered;
    r.candidates = (int64_t)v.passed_count;
    r.data       = (struct list){(void *)m->data, sizeof m->data / sizeof *m->data};
    r.policy     = p->name;
    r.program    = program;
    TRY(allocate(&v, &r));
    r.excluded = (struct list){v.excluded, v.excluded_count};
    TRY(sign_document(c, &r, ret_document));
    *ret = r;
    return OK;
}
