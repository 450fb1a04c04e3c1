#include <assert.h>
#include <math.h>

#include "base/log.h"
#include "jobs/job.h"
#include "net/http.h"
#include "sources/source.h"
#include "store/as_of.h"
#include "store/bars.h"
#include "store/query.h"

/* Fetches what is followed. A network is slow and a transaction holds up other writers, so a feed is first fetched whole and
 * then stored at once: its bars, its actions and how it went, or nothing.
 *
 * Adjusted prices are rewritten from their beginning whenever there is a split or a dividend. So each fetch reaches back over
 * days that are known, and where an adjusted price there has changed, everything is fetched again. */

enum {
    PAGES_MAX      = 64,                /* of one feed in one run; the rest comes with the next */
    BODY_SIZE_MAX  = 32 << 20,
    RUN_S_MAX      = 600,               /* feeds that are not reached by then come first in the next run */
    WAIT_S_MAX     = 60,                /* between two calls of one source, whatever it asks */
    FAILURES_TOLD  = 3,
    DETAIL_SIZE    = 400,               /* as long as feed.detail may be */
};

static const int64_t OVERLAP_US = 10 * 86400 * 1000000ll;      /* days fetched again, for corrections */

/* Adjusted closes are products of many factors in single precision at some sources, and not the same in every answer. This is
 * below any dividend that is paid, and a hundred steps of single precision. */
static const double TOTAL_NOISE = 1e-5;

struct turn {                           /* of one source */
    const struct source *source;
    int64_t              call_at;       /* on the steady clock: not before */
    int64_t              not_before;    /* it asks to be left alone until then, or TIME_NONE */
};

struct collection {                     /* one run */
    const struct house *h;
    struct report      *report;
    struct turn        *turns;
    size_t              turn_count;
    int64_t             asked, failed, resting, left, stored, revised;
    struct text         failures;
};

struct fetching {                       /* one feed */
    struct collection  *run;
    struct turn        *turn;
    const struct feed  *feed;
    struct asset        asset;
    struct series       series;         /* id is 0 while there is none */
    struct source_found found;          /* all pages together */
};

/* ---- what is there ---- */

static err feeds_by_age(struct ctx *c, struct store *s, struct list *ret)
{
    return store_select(c, s, &feed_shape, "ORDER BY tried IS NOT NULL, tried, source, symbol", NO_ARGS, ret);
}

static err find_asset(struct ctx *c, struct store *s, int64_t id, struct asset *ret)
{
    struct list found;
    TRY(store_select(c, s, &asset_shape, "WHERE id = $1", ARGS(v_int(id)), &found));
    if (found.count == 0) return fail(c, ERR_NOT_FOUND, "the asset %lld is not in the store any more", (long long)id);
    *ret = *(const struct asset *)found.at;
    return OK;
}

/* The series of the feed, or a new one that is not written yet. */
static err find_series(struct ctx *c, struct store *s, const struct fetching *f, struct series *ret)
{
    const struct source *source = f->turn->source;
    struct list          all;
    TRY(query_series_of_asset(c, s, f->asset.id, &all));
    for (size_t i = 0; i < all.count; i++) {
        const struct series *have = (const struct series *)all.at + i;
        if (have->every != US_PER_DAY || have->adjust != source->adjust || strcmp(have->source, source->name) != 0) continue;
        *ret = *have;
        return OK;
    }
    *ret = (struct series){.asset_id = f->asset.id, .every = US_PER_DAY, .adjust = source->adjust, .events = source->events, .source = source->name,
                           .first = TIME_NONE, .last = TIME_NONE, .close = NAN};
    return OK;
}

/* ---- fetching ---- */

static void await_turn(struct turn *t)
{
    int64_t now  = time_steady(), wait = t->call_at - now, gap = 60 * US_PER_SECOND / t->source->calls_per_minute;
    if (wait > WAIT_S_MAX * US_PER_SECOND) wait = WAIT_S_MAX * US_PER_SECOND;
    if (wait > 0) (void)nanosleep(&(struct timespec){wait / US_PER_SECOND, wait % US_PER_SECOND * 1000}, NULL);
    t->call_at = time_steady() + gap;   /* a sleep that was cut short only makes one call early */
}

static err split_headers(struct ctx *c, const struct source *source, struct fetch *fetch)
{
    for (size_t i = 0; i < SOURCE_HEADERS_MAX && source->headers[i]; i++) {
        struct slice rest = slice_of(source->headers[i]), name = slice_cut(&rest, ':'), value = slice_trim(rest);
        struct http_pair *pair = &fetch->headers[fetch->header_count++];
        pair->name  = ctx_copy(c, name);
        pair->value = ctx_copy(c, value);
        TRY(got(pair->name));
        TRY(got(pair->value));
    }
    return OK;
}

static err fetch_page(struct ctx *c, struct fetching *f, const struct source_ask *ask, struct source_found *ret)
{
    const struct settings *settings = f->run->h->settings;
    struct text            url      = {.c = c};
    struct fetch           fetch    = {.via = settings->fetch_via, .timeout_ms = (unsigned)settings->fetch_timeout_ms,
                                       .body_size_max = BODY_SIZE_MAX};
    struct fetched         got_it   = {0};
    TRY(f->turn->source->url(c, ask, &url));
    TRY(split_headers(c, f->turn->source, &fetch));
    fetch.url = url.at;
    await_turn(f->turn);
    TRY(fetch_run(c, &fetch, &got_it));
    struct source_reply reply = {got_it.status, got_it.content_type, got_it.body, got_it.retry_after_s};
    return f->turn->source->parse(c, ask, &reply, ret);
}

/* Bars of a further page go behind those that are there; what overlaps is dropped. */
static err append(struct ctx *c, struct bars *all, const struct bars *page)
{
    struct bars joined;
    size_t      skip = 0;
    while (skip < page->count && all->count > 0 && page->at[skip] <= all->at[all->count - 1]) skip++;
    size_t more = page->count - skip;
    if (more == 0) return OK;
    TRY(bars_new(c, all->count + more, &joined));
    if (all->count) memcpy(joined.at, all->at, all->count * sizeof *joined.at);
    memcpy(joined.at + all->count, page->at + skip, more * sizeof *joined.at);
    for (size_t k = 0; k < BAR_COLUMNS; k++) {
        if (all->count) memcpy(joined.value[k], all->value[k], all->count * sizeof(double));
        memcpy(joined.value[k] + all->count, page->value[k] + skip, more * sizeof(double));
    }
    *all = joined;
    return OK;
}

/* All pages from an instant on. A failure on the way is the outcome, and what came before it is kept only where prices are
 * never adjusted: the rest then follows on by itself. */
static err fetch_pages(struct ctx *c, struct fetching *f, int64_t from)
{
    const struct source *source = f->turn->source;
    struct source_ask    ask    = {.symbol = f->feed->symbol, .from = from, .to = f->run->h->now, .every = US_PER_DAY,
                                   .now = f->run->h->now, .key = source->key_env ? getenv(source->key_env) : NULL};
    struct source_found *all    = &f->found, page = {.next = from};
    *all = (struct source_found){.outcome = FETCH_NEEDS_KEY, .not_before = TIME_NONE, .next = TIME_NONE};
    if (source->key_env && !ask.key) return got(all->detail = ctx_print(c, "set %s to the key of %s", source->key_env, source->title));

    for (int i = 0; i < PAGES_MAX && page.next != TIME_NONE; i++) {
        ask.from = page.next;
        TRY(fetch_page(c, f, &ask, &page));
        struct bars   bars    = all->bars;
        struct action *before = all->actions;
        size_t        actions = all->action_count;
        if (page.next != TIME_NONE && page.next <= ask.from) return fail(c, ERR_DATA, "its pages do not end");
        if (page.outcome == FETCH_OK) TRY(append(c, &bars, &page.bars));
        if (page.outcome == FETCH_EMPTY && bars.count > 0) page.outcome = FETCH_OK, page.detail = NULL;
        *all      = page;
        all->bars = bars;
        if (page.action_count == 0) all->actions = before, all->action_count = actions;
    }
    if (all->outcome > FETCH_EMPTY && source->adjust != ADJUST_RAW) all->bars = (struct bars){0};
    if (all->outcome > FETCH_EMPTY) all->action_count = 0;
    return OK;
}

static bool near_enough(double a, double b) { return fabs(a - b) <= TOTAL_NOISE * fabs(b); }

/* Lays fresh bars over what is stored: true where they meet and agree about every adjusted price. Noise in the adjusted close
 * is taken out of the fresh bars, so that it corrects nothing. */
static bool lay_over(const struct bars *stored, struct bars *fresh)
{
    size_t met = 0;
    bool   agree = true;
    for (size_t i = 0, k = 0; i < fresh->count && k < stored->count;) {
        if (fresh->at[i] != stored->at[k]) {
            if (fresh->at[i] < stored->at[k]) i++;
            else                              k++;
            continue;
        }
        double *total = &fresh->value[BAR_TOTAL][i], old = stored->value[BAR_TOTAL][k];
        if (near_enough(*total, old)) *total = old;
        agree &= fresh->value[BAR_CLOSE][i] == stored->value[BAR_CLOSE][k];
        agree &= isnan(*total) || *total == old;
        met++, i++, k++;
    }
    return met > 0 && agree;
}

static err meet(struct ctx *c, struct fetching *f, bool *ret_agree)
{
    struct bars stored;
    *ret_agree = true;
    if (f->series.id == 0 || f->found.bars.count == 0) return OK;
    TRY(store_read_bars(c, f->run->h->store, &f->series, f->found.bars.at[0], INT64_MAX, 1u << BAR_CLOSE | 1u << BAR_TOTAL, &stored));
    *ret_agree = lay_over(&stored, &f->found.bars);
    return OK;
}

static err fetch_feed(struct ctx *c, struct fetching *f)
{
    bool    agree;
    int64_t from = f->series.last == TIME_NONE ? 0 : f->series.last - OVERLAP_US;
    TRY(fetch_pages(c, f, from));
    if (f->turn->source->adjust == ADJUST_RAW) return OK;
    TRY(meet(c, f, &agree));
    if (agree || from == 0) return OK;
    TRY(fetch_pages(c, f, 0));
    TRY(meet(c, f, &agree));
    /* An answer that is cut short must not be taken for a history that was rewritten. */
    if ((int64_t)f->found.bars.count * 2 >= f->series.count || f->found.outcome > FETCH_EMPTY) return OK;
    return fail(c, ERR_DATA, "its history changed, and it now has %zu bars where there were %lld", f->found.bars.count,
                (long long)f->series.count);
}

/* ---- storing ---- */

static err store_series(struct ctx *c, struct store *s, struct fetching *f, struct merged *merged, int64_t now)
{
    struct series *series = &f->series;
    struct bars   *bars   = &f->found.bars;
    int64_t       *known, ignored;
    if (bars->count == 0) return OK;
    bool rewritten = series->id != 0 && series->adjust != ADJUST_RAW && bars->at[0] < series->last - OVERLAP_US;
    if (series->id == 0) {
        series->currency = f->found.currency;
        TRY(store_next_id(c, s, &series_shape, &series->id));
    }
    TRY(NEW(c, known, bars->count));
    for (size_t i = 0; i < bars->count; i++) known[i] = now;
    TRY(store_merge_bars(c, s, series, bars, known, INT_NONE, merged));
    bool drops = rewritten && series->first < bars->at[0];
    /* What is older than a rewritten history reaches has the scale of before, which nobody can convert: it would look like a
     * split that never was. */
    if (drops) TRY(store_drop_bars(c, s, series, bars->at[0], now));
    if (merged->stored + merged->revised == 0 && !drops) return OK;
    TRY(store_touch(c, s, &bar_shape, &ignored));
    if (merged->revised || drops) TRY(store_touch(c, s, &bar_revision_shape, &ignored));
    TRY(store_touch(c, s, &series_shape, &series->revision));
    return store_upsert(c, s, &series_shape, series);
}

/* Whether an action is known, but for the rounding that comes with undoing later splits. */
static bool is_known(const struct list *known, const struct action *a)
{
    for (size_t i = 0; i < known->count; i++) {
        const struct action *k = (const struct action *)known->at + i;
        if (k->day == a->day && k->kind == a->kind) return near_enough(a->value, k->value);
    }
    return false;
}

static err store_actions(struct ctx *c, struct store *s, struct fetching *f, int64_t now)
{
    struct list known;
    int64_t     fresh = 0, revision;
    TRY(query_actions(c, s, f->asset.id, &known));
    for (size_t i = 0; i < f->found.action_count; i++) {
        struct action *a = &f->found.actions[i];
        if (is_known(&known, a)) continue;
        a->asset_id = f->asset.id;
        a->source   = f->turn->source->name;
        bool changed;
        TRY(store_put_action(c, s, a, now, &changed));
        fresh += changed;
    }
    f->run->report->rows_written += fresh;
    if (fresh == 0) return OK;
    TRY(store_touch(c, s, &action_shape, &revision));
    TRY(store_touch(c, s, &series_shape, &revision));  /* what is read out of prices depends on actions too, whoever delivered them */
    return store_execute(c, s, "UPDATE series SET revision = $1 WHERE asset_id = $2", ARGS(v_int(revision), v_int(f->asset.id)), NULL);
}

/* A source may tell what was not known of an asset; it never overrules. */
static err store_asset(struct ctx *c, struct store *s, struct fetching *f)
{
    struct asset             *a = &f->asset, before = *a;
    const struct source_found *found = &f->found;
    int64_t                   ignored;
    if (!a->name)                  a->name     = found->name;
    if (!a->currency)              a->currency = found->currency;
    if (a->class == CLASS_UNKNOWN) a->class    = found->class;
    if (a->name == before.name && a->currency == before.currency && a->class == before.class) return OK;
    TRY(store_upsert(c, s, &asset_shape, a));
    return store_touch(c, s, &asset_shape, &ignored);
}

/* Not an upsert: a feed that was dropped meanwhile stays dropped. Nor does it count as a change of `feed`, which would make
 * this job wait for itself. */
static err store_outcome(struct ctx *c, struct store *s, const struct fetching *f, int64_t now)
{
    const struct source_found *found = &f->found;
    struct value               rest  = found->not_before == TIME_NONE ? (struct value){.kind = V_NULL} : v_int(found->not_before);
    return store_execute(c, s, "UPDATE feed SET tried = $1, outcome = $2, not_before = $3, detail = $4 WHERE source = $5 AND symbol = $6",
                         ARGS(v_int(now), v_text(fetch_outcomes[found->outcome]), rest, v_text(found->detail), v_text(f->feed->source),
                              v_text(f->feed->symbol)), NULL);
}

static err store_feed(struct ctx *c, struct fetching *f)
{
    struct collection *run    = f->run;
    struct store      *s      = run->h->store;
    struct merged      merged = {0};
    TRY(store_begin(c, s));
    if (f->asset.id) {
        TRY(store_series(c, s, f, &merged, run->h->now));
        TRY(store_actions(c, s, f, run->h->now));
        TRY(store_asset(c, s, f));
    }
    TRY(store_outcome(c, s, f, run->h->now));
    TRY(store_commit(c, s));
    run->stored  += merged.stored;
    run->revised += merged.revised;
    run->report->rows_read    += (int64_t)f->found.bars.count;
    run->report->rows_written += merged.stored + merged.revised;
    return OK;
}

/* ---- one feed ---- */

static bool is_fault_of_the_store(err e) { return e == ERR_STORE || e == ERR_BUSY || e == ERR_INTERNAL; }

/* What goes wrong between us and one source is an outcome of its feed and stops nobody else. */
static err try_feed(struct ctx *c, struct fetching *f)
{
    struct store *s = f->run->h->store;
    err           e = find_asset(c, s, f->feed->asset_id, &f->asset);
    if (e == OK) e = find_series(c, s, f, &f->series);
    if (e == OK) e = fetch_feed(c, f);
    if (is_fault_of_the_store(e)) return e;
    if (e != OK) {
        f->found = (struct source_found){.outcome = FETCH_UNAVAILABLE, .not_before = TIME_NONE, .next = TIME_NONE};
        TRY(got(f->found.detail = ctx_copy(c, (struct slice){c->note, strnlen(c->note, DETAIL_SIZE)})));
    }
    return store_feed(c, f);
}

static void tell_failure(struct collection *run, const struct fetching *f)
{
    run->failed++;
    if (run->failed > FAILURES_TOLD) return;
    text_print(&run->failures, "%s%s %s: %s (%s)", run->failed > 1 ? "; " : "", f->feed->source, f->feed->symbol,
               fetch_outcomes[f->found.outcome], f->found.detail ? f->found.detail : "");
}

static err collect_feed(struct ctx *c, struct collection *run, const struct feed *feed, struct turn *turn)
{
    AUTO_CTX own = {0};
    ctx_open_part(&own, c);
    struct fetching f = {.run = run, .turn = turn, .feed = feed};
    err             e = try_feed(&own, &f);
    TRY(ctx_end_part(c, &own, e));
    run->asked++;
    if (f.found.outcome > FETCH_EMPTY) tell_failure(run, &f);
    turn->not_before = f.found.not_before;
    return OK;
}

/* ---- the run ---- */

static struct turn *turn_of(const struct collection *run, const char *source)
{
    for (size_t i = 0; i < run->turn_count; i++)
        if (strcmp(run->turns[i].source->name, source) == 0) return &run->turns[i];
    return NULL;
}

/* A source that wants to be left alone means all of its symbols. */
static err make_turns(struct ctx *c, struct collection *run, const struct list *feeds)
{
    while (sources[run->turn_count]) run->turn_count++;
    TRY(NEW(c, run->turns, run->turn_count));
    for (size_t i = 0; i < run->turn_count; i++) {
        assert(sources[i]->calls_per_minute > 0);
        run->turns[i] = (struct turn){.source = sources[i], .not_before = TIME_NONE};
    }
    for (size_t i = 0; i < feeds->count; i++) {
        const struct feed *feed = (const struct feed *)feeds->at + i;
        struct turn       *turn = turn_of(run, feed->source);
        if (turn && feed->not_before > turn->not_before) turn->not_before = feed->not_before;
    }
    return OK;
}

static err tell(struct ctx *c, struct collection *run)
{
    TRY(text_done(&run->failures));
    int64_t     untold = run->failed - FAILURES_TOLD;
    const char *more   = untold > 0 ? ctx_print(c, " and %lld more", (long long)untold) : "";
    TRY(got(more));
    if (run->asked > 0 && run->failed == run->asked)
        return fail(c, ERR_NETWORK, "none of %lld feeds could be fetched: %s%s", (long long)run->asked, run->failures.at, more);
    snprintf(run->report->note, sizeof run->report->note, "%lld feeds fetched, %lld resting, %lld left for the next run; %lld bars new, %lld corrected%s%s%s",
             (long long)(run->asked - run->failed), (long long)run->resting, (long long)run->left, (long long)run->stored,
             (long long)run->revised, run->failed ? "; " : "", run->failures.at, more);
    return OK;
}

static err run(struct ctx *c, const struct house *h, struct report *report)
{
    struct collection run   = {.h = h, .report = report, .failures.c = c};
    int64_t           until = time_steady() + RUN_S_MAX * US_PER_SECOND;
    struct list       feeds;
    TRY(feeds_by_age(c, h->store, &feeds));
    TRY(make_turns(c, &run, &feeds));
    for (size_t i = 0; i < feeds.count; i++) {
        const struct feed *feed = (const struct feed *)feeds.at + i;
        struct turn       *turn = turn_of(&run, feed->source);
        progress(h, "fetching", (int64_t)i, (int64_t)feeds.count);
        if (!turn) continue;            /* of a source that this program does not have; `lumia feeds` shows it untried */
        if (turn->not_before > h->now)      run.resting++;
        else if (time_steady() > until)     run.left++;
        else TRY(collect_feed(c, &run, feed, turn));
    }
    progress(h, "fetching", (int64_t)feeds.count, (int64_t)feeds.count);
    return tell(c, &run);
}

const struct job job_collect = {
    .name    = "collect",
    .title   = "Fetch prices",
    .about   = "Fetches the bars, splits and dividends of what is followed. Each source is asked no faster than it allows and "
               "left alone while it wishes; one that fails does not stop the others. The last days are fetched again, so that "
               "corrections arrive; what they replace is kept. When splits or dividends change adjusted prices, the whole "
               "history is fetched anew.",
    .reads   = "feed",
    .writes  = "bar bar_revision series asset action",
    .every   = "*/15 * * * *",
    .outside = true,
    .run     = run,
};
