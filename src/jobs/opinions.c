#include "jobs/opinions.h"

#include "base/map.h"
#include "nlp/scorer.h"

SHAPE(opinion, OPINION);

static const char SELECT[] =
    "SELECT a.id, a.published, a.source, m.relevance, coalesce(k.cluster_id, a.id), s.score, s.neg, s.neu, s.pos"
    " FROM mention m JOIN article a ON a.id = m.article_id JOIN sentiment s ON s.article_id = a.id AND s.model = $1"
    " LEFT JOIN cluster k ON k.article_id = a.id"
    " WHERE m.asset_id = $2 AND s.score IS NOT NULL AND a.published <= $3 ORDER BY a.published, a.key";

struct story {                          /* a cluster, as far as it has been told */
    int64_t first_at;
    size_t  told;
};

/* A scorer that gives no probabilities is taken at its word. */
static double confidence_of(bool probable, const struct opinion *o) { return probable ? mood_confidence(o->neg, o->neu, o->pos) : 1; }

err opinions_load(struct ctx *c, const struct house *h, int64_t asset_id, const char *model, int64_t until, struct opinions *ret)
{
    bool          probable = scorer_is_probable(model);
    struct list   found;
    struct map    places = {.c = c};
    struct story *stories;
    int64_t      *at;
    TRY(store_query(c, h->store, &opinion_shape, SELECT, ARGS(v_text(model), v_int(asset_id), v_int(until)), &found));
    *ret = (struct opinions){.opinion = found.at, .count = found.count};
    TRY(NEW(c, ret->item, found.count));
    TRY(NEW(c, stories, found.count));
    for (size_t i = 0; i < found.count; i++) {
        const struct opinion *o = &ret->opinion[i];
        TRY(map_add(&places, (struct slice){(const char *)&o->cluster_id, sizeof o->cluster_id}, (int64_t)i, &at));
        struct story *story = &stories[*at];
        if (story->told == 0) story->first_at = o->published;
        double novelty = mood_novelty(story->told++, o->published - story->first_at);
        ret->item[i] = (struct mood_item){o->published, o->score, o->relevance * novelty * mood_credibility(slice_of(o->source)) * confidence_of(probable, o)};
    }
    return OK;
}
