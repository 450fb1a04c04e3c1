/* Recommendations on made-up markets: what every one of them must obey, whoever asks, and what is said when none is given. */
#include "advise/advise.h"

#include <math.h>

#include "../check.h"
#include "../scratch.h"
#include "advise/judge.h"
#include "base/digest.h"
#include "risk/covariance.h"
#include "shape/json.h"
#include "signals/signal.h"

enum { ASSETS = 40, DAY_COUNT = 900, FIRST_DAY = 16000, AS_OF = FIRST_DAY + 800, MEMORY = 256 << 20, SIGNALS_MAX = 32, WINDOW_DAYS = 400 };

static const int64_t UNIT = CASH_UNIT;

struct shop {                           /* a market of random walks; classes, sectors and currencies are dealt in turn */
    struct asset     asset[ASSETS];
    char             symbol[ASSETS][8];
    size_t           count[ASSETS];
    int32_t          day[ASSETS][DAY_COUNT];
    double           close[ASSETS][DAY_COUNT], signal[ASSETS][SIGNALS_MAX];
    const char      *names[SIGNALS_MAX];
    struct candidate candidate[ASSETS];
    struct market_view view;
};

static const struct policy *plain(void) { return policy_find(slice_of("plain")); }

static struct profile profile_of(double risk, double capital)
{
    return (struct profile){.risk = risk, .horizon = -240, .capital = (int64_t)(capital * (double)UNIT), .as_of = DAY_NONE};
}

static void deal(struct shop *s, uint64_t seed)
{
    static const char *const sectors[] = {"Energy", "Health", "Tech", NULL, "Banks"};
    static const enum asset_class classes[] = {CLASS_STOCK, CLASS_STOCK, CLASS_ETF, CLASS_STOCK, CLASS_FUND, CLASS_CRYPTO, CLASS_UNKNOWN};
    memset(s, 0, sizeof *s);
    for (size_t i = 0; i < ASSETS; i++) {
        snprintf(s->symbol[i], sizeof s->symbol[i], "A%03zu", i);
        s->asset[i] = (struct asset){.id = (int64_t)i + 1, .symbol = s->symbol[i], .class = (int32_t)classes[i % 7], .sector = sectors[i % 5], .currency = "USD"};
        double close = 10 + 90 * random_unit(&seed), deviation = 0.004 + 0.012 * random_unit(&seed), drift = 0.001 * (random_unit(&seed) - 0.4);
        for (int32_t d = FIRST_DAY; d < FIRST_DAY + DAY_COUNT; d++) {
            close *= 1 + drift + deviation * (random_unit(&seed) + random_unit(&seed) + random_unit(&seed) - 1.5) * 2;
            if (s->asset[i].class != CLASS_CRYPTO && weekday_of_day(d) > 4) continue;
            s->day[i][s->count[i]]     = d;
            s->close[i][s->count[i]++] = close;
        }
    }
}

/* The market as it was known at the close of as_of: closes cut there, signals computed over everything and read there. */
static void look(struct shop *s, int32_t as_of)
{
    static double values[DAY_COUNT];
    size_t names = 0;
    for (; signals[names]; names++) s->names[names] = signals[names]->name;
    for (size_t i = 0; i < ASSETS; i++) {
        size_t end = 0, begin = 0;
        while (end < s->count[i] && s->day[i][end] <= as_of) end++;
        while (begin < end && s->day[i][begin] < as_of - WINDOW_DAYS) begin++;
        for (size_t n = 0; n < names; n++) {
            struct signal_in in = {s->count[i], s->day[i], s->close[i], asset_periods_per_year(s->asset[i].class)};
            for (size_t k = 0; k < DAY_COUNT; k++) values[k] = NAN;
            signals[n]->run(&in, values);
            s->signal[i][n] = end ? values[end - 1] : NAN;
        }
        s->candidate[i] = (struct candidate){.asset = &s->asset[i], .currency = "USD", .basis = ADJUST_TOTAL, .price = end ? s->close[i][end - 1] : NAN,
                                             .price_day = end ? s->day[i][end - 1] : DAY_NONE, .history = end, .signals_known = true, .signals_fresh = true,
                                             .signal = s->signal[i], .count = end - begin, .day = s->day[i] + begin, .growth = s->close[i] + begin};
    }
    s->view = (struct market_view){.as_of = as_of, .known_at = TIME_NONE, .signal_names = s->names, .signal_count = names, .candidates = s->candidate, .count = ASSETS};
}

static err ask(struct ctx *c, const struct policy *p, const struct profile *who, struct shop *s, struct recommendation *r, struct slice *document)
{
    for (size_t i = 0; i < s->view.count; i++) s->view.candidates[i].broken = false;
    TRY(market_seal(c, &s->view));
    return advise(c, p, who, NULL, &s->view, "test", r, document);
}

/* ---- what every allocation obeys ---- */

static const double EXACT = 1e-12;      /* a hundred additions of numbers below one round by some 1e-14 */

static bool named(const struct list *texts, const char *name)
{
    for (size_t i = 0; name && i < texts->count; i++)
        if (strcmp(((const char *const *)texts->at)[i], name) == 0) return true;
    return false;
}

static void check_sums(const struct recommendation *r, const struct profile *who)
{
    const struct position *p = r->positions.at;
    double  weights = 0, shares = 0, undiversified = 0;
    int64_t spent   = 0;
    for (size_t i = 0; i < r->positions.count; i++) {
        const struct reason *reason = p[i].reasons.at;
        double score = 0;
        for (size_t k = 0; k < p[i].reasons.count; k++) {
            CHECK(reason[k].contribution == reason[k].score * reason[k].weight, "%s", p[i].symbol);
            score += reason[k].contribution;
        }
        CHECK(score == p[i].score && score > 0, "%s: %a, not %a", p[i].symbol, score, p[i].score);
        CHECK(p[i].amount >= 0 && p[i].amount % (UNIT / 100) == 0 && fabs((double)p[i].amount - (double)who->capital * p[i].weight) <= (double)UNIT / 100 + 1e-9 * (double)who->capital);
        CHECK(i == 0 || p[i - 1].weight >= p[i].weight, "%s", p[i].symbol);
        weights       += p[i].weight;
        shares        += p[i].risk_share;
        undiversified += p[i].weight * p[i].volatility;
        spent         += p[i].amount;
    }
    CHECK(fabs(weights + r->cash_weight - 1) <= EXACT && r->cash_weight >= 0 && fabs(weights - r->invested_weight) <= EXACT, "%.17g", weights + r->cash_weight);
    CHECK(spent + r->cash_amount == who->capital && r->cash_amount >= 0, "%lld of %lld", (long long)(spent + r->cash_amount), (long long)who->capital);
    CHECK(fabs(shares - 1) <= 1e-9, "%.17g", shares);
    CHECK(fabs(undiversified - r->volatility_undiversified) <= EXACT && r->volatility <= undiversified + EXACT && r->volatility <= r->volatility_limit + EXACT,
          "%g of %g, undiversified %g", r->volatility, r->volatility_limit, undiversified);
    CHECK(r->worst_drawdown <= 0 && r->worst_drawdown >= -1, "%g", r->worst_drawdown);
}

static void check_caps(const struct recommendation *r, const struct policy *policy, const struct profile *who)
{
    const struct limits   *l = &policy->limits[r->band];
    const struct position *p = r->positions.at;
    double class[CLASS_COUNT] = {0};
    CHECK(r->positions.count <= policy->positions_max);
    for (size_t i = 0; i < r->positions.count; i++) {
        double sector = 0;
        for (size_t k = 0; k < r->positions.count; k++)
            if (strcmp(p[k].sector, p[i].sector) == 0) sector += p[k].weight;
        class[p[i].class] += p[i].weight;
        CHECK(p[i].weight > 0 && p[i].weight <= l->asset_weight + EXACT && sector <= l->sector_weight + EXACT, "%s: %g, sector %s %g", p[i].symbol, p[i].weight, p[i].sector, sector);
        CHECK(!named(&who->exclude, p[i].symbol) && !named(&who->exclude_sector, p[i].sector), "%s of %s", p[i].symbol, p[i].sector);
    }
    for (size_t k = 0; k < CLASS_COUNT; k++) CHECK(class[k] <= l->class_weight[k] + EXACT, "%s: %g", asset_classes[k], class[k]);
}

static void check_accounts(const struct recommendation *r, const struct shop *s)
{
    const struct exclusion *x = r->excluded.at;
    CHECK(r->considered == (int64_t)s->view.count && r->candidates + (int64_t)r->excluded.count == r->considered);
    for (size_t i = 0; i < r->excluded.count; i++) CHECK(x[i].detail[0] && choice_name(&exclusion_shape.fields[1], x[i].reason), "%s", x[i].symbol);
}

/* The document reads back to itself, and its id is the digest of what it says. */
static void check_document(struct ctx *c, const struct recommendation *r, struct slice document)
{
    struct recommendation back;
    struct text   again = {.c = c}, bare = {.c = c};
    struct digest d;
    char          id[DIGEST_SIZE + 1];
    NEED(shape_default(c, &recommendation_shape, &back) == OK);
    CHECK(json_read_record(c, &recommendation_shape, document, &back) == OK, "%s", c->note);
    json_put_record(&again, &recommendation_shape, &back);
    CHECK(slice_same(text_slice(&again), document));
    back.id = "";
    json_put_record(&bare, &recommendation_shape, &back);
    digest_open(&d);
    digest_add(&d, bare.at, bare.size);
    digest_done(&d, id);
    CHECK(strcmp(id, r->id) == 0 && strcmp(id, back.id ? r->id : "") == 0, "%s, not %s", r->id, id);
}

static void check_all(struct ctx *c, const struct recommendation *r, const struct policy *p, const struct profile *who, const struct shop *s, struct slice document)
{
    if (r->kind == ADVICE_ALLOCATE) {
        check_sums(r, who);
        check_caps(r, p, who);
    } else {
        CHECK(r->missing.count > 0 && r->positions.count == 0 && isnan(r->volatility) && r->cash_amount == CASH_NONE);
    }
    check_accounts(r, s);
    check_document(c, r, document);
}

TEST(advice_obeys_its_laws_for_everybody)
{
    static struct shop  s;
    static const double risks[] = {0, 24.9, 25, 59, 60, 84, 85, 100}, capitals[] = {1, 0.01, 12345.67, 1e12};
    static const char  *excluded[] = {"A001", "A007", "A016"}, *sectors[] = {"Tech"};
    int                 given = 0;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        deal(&s, seed);
        look(&s, AS_OF);
        for (size_t i = 0; i < sizeof risks / sizeof *risks; i++) {
            AUTO_CTX              c;
            struct recommendation r;
            struct slice          document;
            struct profile        who = profile_of(risks[i], capitals[(i + seed) % 4]);
            ctx_open(&c, MEMORY);
            if (seed % 2) who.exclude = (struct list){excluded, 3};
            if (seed % 3 == 0) who.exclude_sector = (struct list){sectors, 1};
            NEED(ask(&c, plain(), &who, &s, &r, &document) == OK, "%s", c.note);
            check_all(&c, &r, plain(), &who, &s, document);
            given += r.kind == ADVICE_ALLOCATE;
        }
    }
    CHECK(given > 80, "%d allocations", given);
}

TEST(advice_of_the_same_is_the_same)
{
    static struct shop s;
    deal(&s, 3);
    look(&s, AS_OF);
    AUTO_CTX              c, other;
    struct recommendation r;
    struct slice          one, two;
    struct profile        who = profile_of(50, 10000);
    ctx_open(&c, MEMORY);
    ctx_open(&other, MEMORY);
    NEED(ask(&c, plain(), &who, &s, &r, &one) == OK && ask(&other, plain(), &who, &s, &r, &two) == OK);
    CHECK(slice_same(one, two) && r.kind == ADVICE_ALLOCATE);
}

TEST(advice_knows_nothing_of_the_future)
{
    static struct shop s;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        AUTO_CTX              c;
        struct recommendation r;
        struct slice          before, after;
        struct profile        who = profile_of(70, 10000);
        ctx_open(&c, MEMORY);
        deal(&s, seed);
        look(&s, AS_OF);
        NEED(ask(&c, plain(), &who, &s, &r, &before) == OK && r.kind == ADVICE_ALLOCATE);
        for (size_t i = 0; i < ASSETS; i++)
            for (size_t k = 0; k < s.count[i]; k++)
                if (s.day[i][k] > AS_OF) s.close[i][k] *= 3;
        look(&s, AS_OF);
        NEED(ask(&c, plain(), &who, &s, &r, &after) == OK);
        CHECK(slice_same(before, after), "seed %d", (int)seed);
        look(&s, AS_OF + 20);
        NEED(ask(&c, plain(), &who, &s, &r, &after) == OK);
        CHECK(!slice_same(before, after), "seed %d: what is past does count", (int)seed);
    }
}

TEST(advice_without_memory_is_no_advice)
{
    static struct shop s;
    long allocations = 1;
    deal(&s, 3);
    look(&s, AS_OF);
    for (long n = 0; n <= allocations; n++) {
        AUTO_CTX              c;
        struct recommendation r;
        struct slice          document;
        struct profile        who = profile_of(50, 10000);
        ctx_open(&c, MEMORY);
        c.fail_at = n;
        err e = ask(&c, plain(), &who, &s, &r, &document);
        if (n == 0) allocations = c.alloc_count;
        if (e == (n ? ERR_NOMEM : OK)) continue;
        CHECK(false, "allocation %ld: %s", n, err_name(e));
        return;
    }
    CHECK(allocations > 100);
}

/* ---- bands ---- */

TEST(advice_band_is_the_lower_of_tolerance_and_horizon)
{
    static const struct { double risk; const char *horizon; enum band band; const char *binding; } cases[] = {
        {0, "30y", BAND_CONSERVATIVE, "tolerance"}, {24.99, "30y", BAND_CONSERVATIVE, "tolerance"}, {25, "30y", BAND_MODERATE, "tolerance"}, {60, "30y", BAND_AGGRESSIVE, "tolerance"},
        {85, "30y", BAND_VERY_AGGRESSIVE, "tolerance"}, {100, "60mo", BAND_VERY_AGGRESSIVE, "tolerance"}, {100, "59mo", BAND_AGGRESSIVE, "horizon"}, {100, "3y", BAND_AGGRESSIVE, "horizon"},
        {100, "35mo", BAND_MODERATE, "horizon"}, {100, "1y", BAND_MODERATE, "horizon"}, {100, "11mo", BAND_CONSERVATIVE, "horizon"}, {100, "1d", BAND_CONSERVATIVE, "horizon"},
        {30, "1d", BAND_CONSERVATIVE, "horizon"}, {10, "1d", BAND_CONSERVATIVE, "tolerance"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct profile who = profile_of(cases[i].risk, 1);
        const char    *binding;
        CHECK(span_read(slice_of(cases[i].horizon), &who.horizon));
        enum band b = band_of(plain(), &who, &binding);
        CHECK(b == cases[i].band && strcmp(binding, cases[i].binding) == 0, "risk %g over %s: %s by %s", cases[i].risk, cases[i].horizon, bands[b], binding);
    }
}

TEST(advice_more_risk_or_time_never_allows_less)
{
    static struct shop s;
    double before = 0;
    deal(&s, 5);
    look(&s, AS_OF);
    for (int risk = 0; risk <= 100; risk += 4) {
        AUTO_CTX              c;
        struct recommendation r;
        struct slice          document;
        struct profile        who = profile_of(risk, 1000);
        ctx_open(&c, MEMORY);
        NEED(ask(&c, plain(), &who, &s, &r, &document) == OK, "%s", c.note);
        CHECK(r.volatility_limit >= before, "risk %d", risk);
        before = r.volatility_limit;
    }
    for (int risk = 0; risk <= 100; risk += 5)
        for (int months = 1, last = 0; months < 200; months++) {
            struct profile who = profile_of(risk, 1);
            const char    *binding;
            who.horizon = -months;
            int band = (int)band_of(plain(), &who, &binding);
            CHECK(band >= last, "risk %d over %d months", risk, months);
            last = band;
        }
    for (const struct policy *const *p = policies; *p; p++)
        for (int b = 1; b < BAND_COUNT; b++) {
            const struct limits *l = &(*p)->limits[b], *k = &(*p)->limits[b - 1];
            CHECK(l->volatility >= k->volatility && l->asset_volatility >= k->asset_volatility && l->asset_weight >= k->asset_weight && l->sector_weight >= k->sector_weight, "%s", (*p)->name);
        }
}

/* ---- who is left out ---- */

enum change { NO_BARS, STALE, SHORT, NO_SIGNAL, NO_SIGNALS, STALE_SIGNALS, RAW, BROKEN, NAN_PRICE, CURRENCY, CLASS, WILD, EXCLUDED, SECTOR, NO_SECTOR, CHANGES };

static void apply(struct shop *s, enum change what, size_t i)
{
    struct candidate *k = &s->candidate[i];
    switch (what) {
    case NO_BARS:       k->count = 0; break;
    case STALE:         k->price_day = AS_OF - plain()->stale_days - 1; break;
    case SHORT:         k->history = plain()->history_min - 1; break;
    case NO_SIGNAL:     s->signal[i][0] = NAN; break;
    case NO_SIGNALS:    k->signals_known = false; break;
    case STALE_SIGNALS: k->signals_fresh = false; break;
    case RAW:           k->basis = ADJUST_RAW; break;
    case BROKEN:        s->close[i][k->growth - s->close[i] + 3] = 0; break;
    case NAN_PRICE:     s->close[i][k->growth - s->close[i] + 3] = NAN; break;
    case CURRENCY:      k->currency = NULL; break;
    case CLASS:         s->asset[i].class = CLASS_INDEX; break;
    case WILD:          for (size_t n = 0; n < s->view.signal_count; n++) if (strcmp(s->names[n], "volatility_30d") == 0) s->signal[i][n] = 0.401; break;
    case NO_SECTOR:     s->asset[i].sector = NULL; break;
    default:            break;
    }
}

TEST(advice_leaves_out_what_cannot_be_judged_and_says_why)
{
    static struct shop s;
    static const char *symbols[] = {"A002"}, *sectors[] = {"energy"}, *unknown[] = {"unknown"};
    static const struct { enum change what; enum exclusion_reason reason; const char *detail; } cases[] = {
        {NO_BARS, LEFT_NO_BARS, "no daily close"}, {STALE, LEFT_STALE, "8 days before; at most 7"}, {SHORT, LEFT_SHORT_HISTORY, "252 daily closes; 253 are needed"},
        {NO_SIGNAL, LEFT_NO_SIGNALS, "cannot be told"}, {NO_SIGNALS, LEFT_NO_SIGNALS, "no signals yet"}, {STALE_SIGNALS, LEFT_SIGNALS_STALE, "older than prices"},
        {RAW, LEFT_RAW_PRICES, "as traded"}, {BROKEN, LEFT_BROKEN_PRICES, "not above zero"}, {NAN_PRICE, LEFT_BROKEN_PRICES, "not above zero"}, {CURRENCY, LEFT_CURRENCY, "unknown currency, the capital is in USD"},
        {CLASS, LEFT_CLASS, "index is not suitable for a moderate"}, {WILD, LEFT_TOO_VOLATILE, "40.1 % a year over 30 days; at most 40 %"}, {EXCLUDED, LEFT_EXCLUDED, "by the investor"},
        {SECTOR, LEFT_SECTOR, "excludes the sector Energy"}, {NO_SECTOR, LEFT_SECTOR, "excludes the sector unknown"},
    };
    static_assert(sizeof cases / sizeof *cases == CHANGES);
    for (size_t n = 0; n < sizeof cases / sizeof *cases; n++) {
        AUTO_CTX              c;
        struct recommendation r;
        struct slice          document;
        struct profile        who = profile_of(50, 1000);
        size_t                i   = cases[n].what == SECTOR ? 0 : 2;
        bool                  found = false;
        ctx_open(&c, MEMORY);
        deal(&s, 4);
        look(&s, AS_OF);
        if (cases[n].what == EXCLUDED)  who.exclude = (struct list){symbols, 1};
        if (cases[n].what == SECTOR)    who.exclude_sector = (struct list){sectors, 1};
        if (cases[n].what == NO_SECTOR) who.exclude_sector = (struct list){unknown, 1};
        apply(&s, cases[n].what, i);
        NEED(ask(&c, plain(), &who, &s, &r, &document) == OK, "case %zu: %s", n, c.note);
        const struct exclusion *x = r.excluded.at;
        for (size_t k = 0; k < r.excluded.count; k++) {
            if (strcmp(x[k].symbol, s.symbol[i]) != 0) continue;
            found = true;
            CHECK(x[k].reason == (int32_t)cases[n].reason && strstr(x[k].detail, cases[n].detail), "case %zu: %s: %s", n, exclusion_reasons[x[k].reason], x[k].detail);
        }
        CHECK(found, "case %zu", n);
        check_all(&c, &r, plain(), &who, &s, document);
    }
}

TEST(advice_warns_of_what_was_asked_in_vain)
{
    static struct shop    s;
    static const char    *symbols[] = {"A002", "GONE"};
    AUTO_CTX              c;
    struct recommendation r;
    struct slice          document;
    struct profile        who  = profile_of(50, 1000);
    int                   vain = 0;
    ctx_open(&c, MEMORY);
    deal(&s, 4);
    look(&s, AS_OF);
    who.exclude = (struct list){symbols, 2};
    NEED(ask(&c, plain(), &who, &s, &r, &document) == OK);
    for (size_t i = 0; i < r.notes.count; i++) vain += strstr(((const char **)r.notes.at)[i], "matches no asset") != NULL;
    CHECK(vain == 1 && strstr(document.at, "the exclusion 'GONE' matches no asset"));
}

/* ---- no answer ---- */

static bool says(const struct list *texts, const char *part)
{
    for (size_t i = 0; i < texts->count; i++)
        if (strstr(((const char **)texts->at)[i], part)) return true;
    return false;
}

static err insufficient(struct ctx *c, struct shop *s, const struct profile *who, struct recommendation *r)
{
    struct slice document;
    TRY(ask(c, plain(), who, s, r, &document));
    check_all(c, r, plain(), who, s, document);
    CHECK(r->kind == ADVICE_INSUFFICIENT);
    return OK;
}

TEST(advice_says_what_is_missing)
{
    static struct shop    s;
    AUTO_CTX              c;
    struct recommendation r;
    struct profile        who = profile_of(50, 1000);
    ctx_open(&c, MEMORY);
    deal(&s, 4);
    look(&s, AS_OF);
    s.view.count = 0;
    CHECK(insufficient(&c, &s, &who, &r) == OK && says(&r.missing, "the market is empty"));
    s.view.count = 2;
    CHECK(insufficient(&c, &s, &who, &r) == OK && says(&r.missing, "of 2 assets can be judged"));
    s.view.count = ASSETS;
    for (size_t i = 0; i < ASSETS; i++) s.candidate[i].signals_known = i < 2;
    CHECK(insufficient(&c, &s, &who, &r) == OK && says(&r.missing, "lumia run signal") && says(&r.missing, "no_signals"));
    look(&s, AS_OF);
    for (size_t i = 0; i < ASSETS; i++)
        for (size_t n = 0; n < s.view.signal_count; n++) s.signal[i][n] = 0.1;
    CHECK(insufficient(&c, &s, &who, &r) == OK && says(&r.missing, "above the middle"));
    look(&s, AS_OF);
    for (size_t i = 0; i < ASSETS; i++) {                       /* every asset has closes of its own last weeks only */
        s.candidate[i].growth += s.candidate[i].count - 50;
        s.candidate[i].day    += s.candidate[i].count - 50;
        s.candidate[i].count   = 50;
    }
    CHECK(insufficient(&c, &s, &who, &r) == OK && says(&r.missing, "daily returns that all positions share"));
    s.view.signal_count = 1;
    struct slice document;
    CHECK(ask(&c, plain(), &who, &s, &r, &document) == ERR_INTERNAL && strstr(c.note, "does not exist"), "%s", c.note);
}

/* ---- weights ---- */

TEST(weights_keep_every_cap_and_leave_no_room)
{
    enum { COUNT_MAX = 20, GROUPS = 4 };
    uint64_t seed = 1;
    for (int round = 0; round < 3000; round++) {
        size_t count = 1 + random_below(&seed, COUNT_MAX), class[COUNT_MAX], sector[COUNT_MAX];
        double volatility[COUNT_MAX], weight[COUNT_MAX], class_cap[GROUPS], asset_cap = 0.02 + random_unit(&seed) * 0.5, sector_cap = random_unit(&seed), sum = 0;
        double classes[GROUPS] = {0}, sectors[GROUPS] = {0};
        int    limited_by[COUNT_MAX];
        bool   good = true;
        for (size_t i = 0; i < count; i++) class[i] = random_below(&seed, GROUPS), sector[i] = random_below(&seed, GROUPS), volatility[i] = random_below(&seed, 9) ? 0.05 + random_unit(&seed) : 0;
        for (size_t g = 0; g < GROUPS; g++) class_cap[g] = random_below(&seed, 3) ? 1 : random_unit(&seed);
        fill_weights(count, volatility, asset_cap, class, class_cap, GROUPS, sector, sector_cap, GROUPS, weight, limited_by);
        for (size_t i = 0; i < count; i++) sum += weight[i], classes[class[i]] += weight[i], sectors[sector[i]] += weight[i];
        for (size_t i = 0; i < count; i++) {
            good &= weight[i] >= 0 && weight[i] <= asset_cap + EXACT;
            if (limited_by[i] == 1) good &= weight[i] >= asset_cap - 1e-9;
            if (limited_by[i] == 2) good &= classes[class[i]] >= class_cap[class[i]] - 1e-9;
            if (limited_by[i] == 3) good &= sectors[sector[i]] >= sector_cap - 1e-9;
            if (limited_by[i] == 0) good &= sum >= 1 - 1e-9;    /* nothing holds it down but that the money ran out */
        }
        for (size_t g = 0; g < GROUPS; g++) good &= classes[g] <= class_cap[g] + EXACT && sectors[g] <= sector_cap + EXACT;
        if (good && sum <= 1 + EXACT) continue;
        CHECK(false, "round %d: sum %.17g", round, sum);
        return;
    }
    CHECK(true);
}

TEST(weights_go_against_volatility)
{
    const double volatility[] = {0.1, 0.2, 0.4}, caps[] = {1};
    const size_t group[] = {0, 0, 0};
    double       weight[3];
    int          limited_by[3];
    fill_weights(3, volatility, 1, group, caps, 1, group, 1, 1, weight, limited_by);
    for (size_t i = 0; i < 3; i++) CHECK(fabs(weight[i] - 4.0 / 7 / (double)(1 << i)) < EXACT && limited_by[i] == 0, "%.17g", weight[i]);
    fill_weights(3, volatility, 0.4, group, caps, 1, group, 1, 1, weight, limited_by);
    CHECK(fabs(weight[0] - 0.4) < EXACT && fabs(weight[1] - 0.4) < EXACT && fabs(weight[2] - 0.2) < EXACT && limited_by[0] == 1 && limited_by[1] == 1 && limited_by[2] == 0,
          "%g %g %g", weight[0], weight[1], weight[2]);
}

/* ---- returns ---- */

TEST(returns_are_aligned_on_days_that_the_market_trades)
{
    static const int32_t stock_days[] = {4, 7, 8, 9}, coin_days[] = {3, 4, 5, 6, 7, 8, 9}, late_days[] = {7, 9};        /* 1970-01-05 is a Monday */
    static const double  stock[] = {100, 110, 99, 99}, coin[] = {1, 2, 3, 4, 6, 3, 6}, late[] = {10, 20};
    const struct asset   a = {.symbol = "A", .class = CLASS_STOCK}, b = {.symbol = "B", .class = CLASS_CRYPTO}, l = {.symbol = "L", .class = CLASS_ETF};
    const struct candidate ka = {.asset = &a, .count = 4, .day = stock_days, .growth = stock}, kb = {.asset = &b, .count = 7, .day = coin_days, .growth = coin},
                           kl = {.asset = &l, .count = 2, .day = late_days, .growth = late}, kn = {.asset = &a};
    AUTO_CTX c;
    double  *r, periods;
    int32_t *day;
    size_t   rows;
    ctx_open(&c, MEMORY);
    CHECK(align_returns(&c, (const struct candidate *[]){&ka, &kb}, 2, 100, &r, &day, &rows, &periods) == OK && rows == 3 && periods == 252);
    const double both[] = {0.1, 2, -0.1, -0.5, 0, 1};
    for (size_t i = 0; i < 6 && rows == 3; i++) CHECK(fabs(r[i] - both[i]) < EXACT, "return %zu: %g", i, r[i]);
    CHECK(align_returns(&c, (const struct candidate *[]){&kb}, 1, 100, &r, &day, &rows, &periods) == OK && rows == 6 && periods == 365);
    CHECK(align_returns(&c, (const struct candidate *[]){&ka, &kl}, 2, 100, &r, &day, &rows, &periods) == OK && rows == 2, "only days with a close before: %zu", rows);
    CHECK(rows == 2 && r[1] == 0 && r[3] == 1, "a close that is missing is that of the day before");
    CHECK(align_returns(&c, (const struct candidate *[]){&ka, &kb}, 2, 2, &r, &day, &rows, &periods) == OK && rows == 2 && day[0] == 7);
    CHECK(align_returns(&c, (const struct candidate *[]){&ka, &kn}, 2, 100, &r, &day, &rows, &periods) == OK && rows == 0);
    CHECK(align_returns(&c, (const struct candidate *[]){&kn}, 1, 100, &r, &day, &rows, &periods) == OK && rows == 0);
    CHECK(align_returns(&c, NULL, 0, 100, &r, &day, &rows, &periods) == OK && rows == 0);
}

/* Two assets that always move against each other carry no risk together: the covariance is used, not the volatilities. */
TEST(advice_sees_that_a_perfect_hedge_has_no_risk)
{
    static struct shop    s;
    AUTO_CTX              c;
    struct recommendation r;
    struct slice          document;
    struct policy         p   = *plain();
    struct profile        who = profile_of(100, 1000);
    uint64_t              seed = 9;
    ctx_open(&c, MEMORY);
    deal(&s, 4);
    for (size_t k = 0; k < s.count[0]; k++) {
        double step = 0.02 * (random_unit(&seed) - 0.5);
        s.close[0][k] = k ? s.close[0][k - 1] * (1 + step) : 100;
        s.close[1][k] = k ? s.close[1][k - 1] * (1 - step) : 100;
    }
    memset(p.factors, 0, sizeof p.factors);
    p.factors[0]    = (struct factor){"rsi_14", "the choice of this test", false, {1, 1, 1, 1}};
    p.positions_max = 2;
    struct limits *l = &p.limits[BAND_VERY_AGGRESSIVE];
    l->asset_weight = 0.5;
    l->sector_weight = 1;
    for (size_t k = 0; k < CLASS_COUNT; k++) l->class_weight[k] = 1;
    look(&s, AS_OF);
    for (size_t n = 0; n < s.view.signal_count; n++)
        for (size_t i = 0; i < ASSETS && strcmp(s.names[n], "rsi_14") == 0; i++) s.signal[i][n] = i < 2 ? 100 : (double)i;
    NEED(ask(&c, &p, &who, &s, &r, &document) == OK && r.positions.count == 2, "%s", c.note);
    const struct position *x = r.positions.at;
    CHECK(x[0].volatility > 0.05 && x[1].volatility > 0.05 && r.volatility_undiversified > 0.05);
    CHECK(r.volatility < 1e-6, "%g", r.volatility);
}
