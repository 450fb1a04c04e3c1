#include <math.h>
#include <stdlib.h>

#include "advise/judge.h"
#include "num/stat.h"

static int best_first(const void *a, const void *b)
{
    const struct scored *x = a, *y = b;
    if (x->total != y->total) return x->total > y->total ? -1 : 1;
    return strcmp(x->candidate->asset->symbol, y->candidate->asset->symbol);
}

err score(struct verdict *v)
{
    size_t  count = v->passed_count;
    double *value, *scores, *scratch;
    TRY(NEW(v->c, value, count));
    TRY(NEW(v->c, scores, count));
    TRY(NEW(v->c, scratch, count));
    for (size_t f = 0; f < v->factors; f++) {
        for (size_t i = 0; i < count; i++) value[i] = v->passed[i].candidate->signal[v->signal_index[f]];
        stat_scores(value, count, v->policy->score_limit, scratch, scores);
        for (size_t i = 0; i < count; i++) {
            v->passed[i].score[f]        = scores[i];
            v->passed[i].contribution[f] = scores[i] * v->policy->factors[f].weight[v->band];
            v->passed[i].total          += v->passed[i].contribution[f];       /* in the order of the factors: exact */
        }
    }
    qsort(v->passed, count, sizeof *v->passed, best_first);
    for (size_t i = 0; i < count; i++) v->passed[i].rank = i + 1;
    return OK;
}

static char *reason_text(struct verdict *v, const struct factor *f, double value, double standing, double contribution)
{
    const char *side = standing > 0 ? "above" : "below";
    const char *unit = f->percent ? " %" : "";
    double      shown = f->percent ? value * 100 : value;
    if (standing == 0) return ctx_print(v->c, "%s %.1f%s, in the middle of the candidates: %+.3f", f->phrase, shown, unit, contribution);
    return ctx_print(v->c, "%s %.1f%s, %.2f deviations %s the middle of the candidates: %+.3f", f->phrase, shown, unit, fabs(standing), side,
                     contribution);
}

/* The strongest reasons first, and what speaks against it where that is strong too. */
static err why(struct verdict *v, const struct scored *s, const struct reason *reasons, struct position *p)
{
    bool        used[FACTORS_MAX] = {0};
    struct text text = {.c = v->c};
    text_print(&text, "ranks %zu of %zu: ", s->rank, v->passed_count);
    for (size_t told = 0; told < 3 && told < v->factors; told++) {
        size_t best = FACTORS_MAX;
        for (size_t f = 0; f < v->factors; f++)
            if (!used[f] && (best == FACTORS_MAX || fabs(s->contribution[f]) > fabs(s->contribution[best]))) best = f;
        used[best] = true;
        const struct factor *f = &v->policy->factors[best];
        text_print(&text, "%s%s %.1f%s (%+.2f)", told ? ", " : "", f->phrase, reasons[best].value * (f->percent ? 100 : 1), f->percent ? " %" : "",
                   s->contribution[best]);
    }
    TRY(text_done(&text));
    p->why = text.at;
    return OK;
}

err explain(struct verdict *v, const struct scored *s, struct position *p)
{
    struct reason *reasons;
    TRY(NEW(v->c, reasons, v->factors));
    for (size_t f = 0; f < v->factors; f++) {
        const struct factor *factor = &v->policy->factors[f];
        double               value  = s->candidate->signal[v->signal_index[f]];
        reasons[f] = (struct reason){.signal = factor->signal, .value = value, .score = s->score[f], .weight = factor->weight[v->band],
                                     .contribution = s->contribution[f],
                                     .text = reason_text(v, factor, value, s->score[f], s->contribution[f])};
        if (!reasons[f].text) return ERR_NOMEM;
    }
    p->reasons = (struct list){reasons, v->factors};
    return why(v, s, reasons, p);
}
