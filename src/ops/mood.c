#include <math.h>
#include <stdlib.h>

#include "jobs/linking.h"
#include "jobs/opinions.h"
#include "jobs/scoring.h"
#include "model/article.h"
#include "model/sentiment.h"
#include "ops/op.h"
#include "store/query.h"

enum { TREND_DAYS = 400, VOICES_MAX = 20 };

#define ASK(X, T)                                                                                           \
    X(T, TEXT, symbol, REQUIRED | PLACE | UPPER, "asset", .max = 64)                                        \
    X(T, DAY,  as_of,  NULLABLE, "at the end of that day in UTC; usual is the day of the last article")     \
    X(T, TEXT, model,  0,        "scorer that read the articles", .max = 64, .usual = "vader-finance")      \
    X(T, I64,  days,   0,        "days of the trend that are shown", .min = 1, .max = TREND_DAYS, .usual = "10") \
    X(T, I64,  voices, 0,        "articles behind the number that are shown", .min = 0, .max = VOICES_MAX, .usual = "5")

RECORD(mood_ask, ASK);
SHAPE(mood_ask, ASK);

#define DAYROW(X, T)                                                                                        \
    X(T, DAY, day,     0,        "day, at its end in UTC")                                                  \
    X(T, F64, hours_6, NULLABLE, "half-life of 6 hours")                                                    \
    X(T, F64, day_1,   NULLABLE, "half-life of a day")                                                      \
    X(T, F64, days_5,  NULLABLE, "half-life of 5 days")                                                     \
    X(T, F64, buzz,    NULLABLE, "how much is said, in deviations from what is usual")

RECORD(mood_day, DAYROW);
SHAPE(mood_day, DAYROW);

#define VOICE(X, T)                                                                                         \
    X(T, I64,  article_id, 0,        "article")                                                             \
    X(T, TIME, published,  0,        "when it appeared")                                                    \
    X(T, TEXT, source,     0,        "who published it")                                                    \
    X(T, F64,  score,      0,        "its sentiment")                                                       \
    X(T, F64,  weight,     0,        "what it still weighs, with a half-life of 5 days")                    \
    X(T, TEXT, sentence,   0,        "the sentence that says most")

RECORD(mood_voice, VOICE);
SHAPE(mood_voice, VOICE);

#define CARD(X, T)                                                                                          \
    X(T, TEXT, symbol,     0,        "asset")                                                               \
    X(T, TIME, at,         NULLABLE, "instant it is told for; nothing later was used; null where nothing speaks of it") \
    X(T, TEXT, model,      0,        "scorer that read the articles")                                       \
    X(T, I64,  articles,   0,        "articles that speak of it up to then")                                \
    X(T, F64,  hours_6,    NULLABLE, "sentiment with a half-life of 6 hours, -1 to 1; null where next to nothing is left") \
    X(T, F64,  day_1,      NULLABLE, "with a half-life of a day")                                           \
    X(T, F64,  days_5,     NULLABLE, "with a half-life of 5 days")                                          \
    X(T, F64,  momentum,   NULLABLE, "the view of 6 hours minus that of 5 days")                            \
    X(T, F64,  dispersion, NULLABLE, "deviation of the scores around their mean")                           \
    X(T, F64,  buzz,       NULLABLE, "how much is said, in deviations from what is usual; null until 20 days are known") \
    X(T, BOOL, simulated,  0,        "made by `lumia simulate`, of which no news speaks")                   \
    X(T, LIST, trend,      0,        "the last days", .of = &mood_day_shape)                                \
    X(T, LIST, voices,     0,        "the articles that weigh most", .of = &mood_voice_shape)

RECORD(mood_card, CARD);
SHAPE(mood_card, CARD);

/* Day by day from the first article on, because buzz is told against all days before. */
static err points_of(struct ctx *c, const struct opinions *o, int32_t last, struct mood_point **ret, size_t *ret_count)
{
    int32_t  first;
    size_t   count = mood_days(o->item, last, &first);
    int64_t *instants;
    TRY(NEW(c, instants, count));
    TRY(NEW(c, *ret, count));
    for (size_t i = 0; i < count; i++) instants[i] = time_of_day(first + (int32_t)i + 1) - 1;
    mood_run(o->item, o->count, instants, count, *ret);
    *ret_count = count;
    return OK;
}

static err trend_of(struct ctx *c, const struct mood_point *points, size_t count, int32_t last, size_t days, struct list *ret)
{
    struct mood_day *rows;
    size_t           shown = days < count ? days : count;
    TRY(NEW(c, rows, shown));
    for (size_t i = 0; i < shown; i++) {
        const struct mood_point *p = &points[count - shown + i];
        rows[i] = (struct mood_day){last - (int32_t)(shown - 1 - i), p->score[0], p->score[1], p->score[2], p->buzz};
    }
    *ret = (struct list){rows, shown};
    return OK;
}

#define TEXT_OF(X, T)                           \
    X(T, TEXT, title, NULLABLE, "headline")     \
    X(T, TEXT, body,  NULLABLE, "text")

RECORD(voice_text, TEXT_OF);
SHAPE(voice_text, TEXT_OF);

/* The sentence with the strongest score, read again. */
static err strongest(struct ctx *c, const struct house *h, const struct scorer_open *scorer, int64_t article, const char **ret)
{
    struct vader_desk desk = {.c = c};
    struct list       found;
    struct slice      text;
    struct reading    r;
    size_t            best = 0;
    TRY(store_query(c, h->store, &voice_text_shape, "SELECT title, body FROM article WHERE id = $1", ARGS(v_int(article)), &found));
    const struct voice_text *a = found.at;
    TRY(linking_text(c, a->title, a->body, &text));
    if (text.size > SCORER_TEXT_SIZE_MAX) return got(*ret = a->title ? a->title : "");
    TRY(scorer_read(scorer, &desk, text, false, &r));
    for (size_t i = 1; i < r.count; i++)
        if (fabs(r.verdict[i].score) > fabs(r.verdict[best].score)) best = i;
    return got(*ret = ctx_copy(c, r.count ? r.sentence[best] : (struct slice){0}));
}

static int by_weight(const void *a, const void *b)
{
    const struct mood_voice *x = a, *y = b;
    double wx = x->weight * fabs(x->score), wy = y->weight * fabs(y->score);
    if (wx != wy) return wx > wy ? -1 : 1;
    return x->article_id < y->article_id ? 1 : -1;
}

static err voices_of(struct ctx *c, const struct house *h, const struct opinions *o, const char *model, int64_t at, size_t max, struct list *ret)
{
    struct mood_voice *voices;
    struct scorer_open scorer;
    TRY(scoring_open(c, h, model, CHOICE_NONE, &scorer));
    TRY(NEW(c, voices, o->count));
    for (size_t i = 0; i < o->count; i++)
        voices[i] = (struct mood_voice){o->opinion[i].article_id, o->opinion[i].published, o->opinion[i].source, o->opinion[i].score,
                                        o->item[i].weight * exp2(-(double)(at - o->item[i].at) / (double)mood_half_life_us[MOOD_VIEWS - 1]), NULL};
    qsort(voices, o->count, sizeof *voices, by_weight);
    size_t count = o->count < max ? o->count : max;
    for (size_t i = 0; i < count; i++) TRY(strongest(c, h, &scorer, voices[i].article_id, &voices[i].sentence));
    *ret = (struct list){voices, count};
    return OK;
}

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct mood_ask *ask = in;
    struct asset           a;
    struct opinions        o;
    struct mood_point     *points;
    struct mood_card      *card;
    size_t                 count;
    if (!scorer_find(ask->model)) return fail(c, ERR_NOT_FOUND, "no model '%s'; see `lumia manual`", ask->model);
    TRY(query_asset(c, h->store, ask->symbol, &a));
    TRY(opinions_load(c, h, a.id, ask->model, ask->as_of == DAY_NONE ? INT64_MAX : time_of_day(ask->as_of + 1) - 1, &o));
    TRY(NEW(c, card, 1));
    *card = (struct mood_card){.symbol = a.symbol, .at = TIME_NONE, .model = ask->model, .hours_6 = NAN, .day_1 = NAN, .days_5 = NAN, .momentum = NAN,
                               .dispersion = NAN, .buzz = NAN, .simulated = a.simulated};
    out->at           = card;
    out->count        = 1;
    out->insufficient = o.count == 0;
    if (o.count == 0) return OK;
    int32_t last = ask->as_of == DAY_NONE ? day_of_time(o.item[o.count - 1].at) : ask->as_of;
    TRY(points_of(c, &o, last, &points, &count));
    const struct mood_point *p = &points[count - 1];
    *card = (struct mood_card){.symbol = a.symbol, .at = time_of_day(last + 1) - 1, .model = ask->model, .articles = (int64_t)o.count, .hours_6 = p->score[0],
                               .day_1 = p->score[1], .days_5 = p->score[2], .momentum = p->momentum, .dispersion = p->dispersion, .buzz = p->buzz};
    TRY(trend_of(c, points, count, last, (size_t)ask->days, &card->trend));
    return voices_of(c, h, &o, ask->model, card->at, (size_t)ask->voices, &card->voices);
}

const struct op op_mood = {
    .name    = "mood",
    .method  = "GET",
    .path    = "/v1/assets/{symbol}/mood",
    .group   = "news",
    .title   = "What the news says of an asset, and which articles say it",
    .about   = "Weighs the articles that speak of an asset by relevance, novelty and source, lets them fade with half-lives of 6 hours, a day and 5 days, and "
               "shows the number, its trend and the sentences behind it. Little evidence is pulled to 0; where next to nothing is left the answer is null. "
               "It tells what was written, not what will happen.",
    .example = "mood AAPL",
    .in      = &mood_ask_shape,
    .out     = &mood_card_shape,
    .answers = ONE,
    .run     = run,
};
