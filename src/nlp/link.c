#include "nlp/link.h"

#include <stdlib.h>

#include "nlp/universe.h"

const double LINK_CONFIDENCE = 0.5;

enum { SHOUTED_WORDS_MIN = 4, CASHTAG_SIZE_MAX = 6, CLASS_SIZE_MAX = 2, NEAR = 2, TITLED_WORD_SIZE = 4, TITLED_WORDS_MIN = 4, ASSETS_FOCUSED_MAX = 5 };

static const double TITLED_SHARE = 0.8, SHOUTED_SHARE = 0.5, LISTED_RELEVANCE = 0.2;

struct reader {
    const struct universe *u;
    struct link_desk      *desk;
    struct slice           text;
    int32_t                day;
    bool                   shouted, titled;     /* most of it is in capitals; most of its words begin with one */
    bool                   about_markets;
};

/* ---- words ---- */

static err grow(struct ctx *c, void **at, size_t count, size_t *room, size_t size)
{
    if (count < *room) return OK;
    size_t bigger = *room ? *room * 2 : 256;
    void  *fresh  = ctx_alloc(c, size, bigger);
    if (!fresh) return ERR_NOMEM;
    if (count) memcpy(fresh, *at, count * size);
    *at   = fresh;
    *room = bigger;
    return OK;
}

static err read_words(struct reader *r)
{
    struct link_desk *d = r->desk;
    char              lower[LINK_WORD_SIZE_MAX];
    size_t            at = 0, size, letters = 0, capitals = 0, longer = 0, titled = 0;
    struct link_word  w;
    d->word_count = d->match_count = 0;
    while (d->word_count < LINK_WORDS_MAX && link_word_next(r->text, &at, &w, lower, &size)) {
        TRY(grow(d->c, (void **)&d->word, d->word_count, &d->word_room, sizeof *d->word));
        w.id = universe_word(r->u, (struct slice){lower, size});
        d->word[d->word_count++] = w;
        r->about_markets |= (r->u->word_flags[w.id] & WORD_MARKET) != 0;
        letters  += (w.flags & (WORD_HAS_SMALL | WORD_ALL_CAPITALS)) != 0;
        capitals += (w.flags & WORD_ALL_CAPITALS) != 0;
        longer   += size >= TITLED_WORD_SIZE;
        titled   += size >= TITLED_WORD_SIZE && (w.flags & WORD_CAPITAL) != 0;
    }
    r->shouted = letters >= SHOUTED_WORDS_MIN && (double)capitals > SHOUTED_SHARE * (double)letters;
    r->titled  = longer >= TITLED_WORDS_MIN && (double)titled > TITLED_SHARE * (double)longer;
    r->about_markets |= memchr(r->text.at, '%', r->text.size) != NULL;
    return OK;
}

static char before(const struct reader *r, const struct link_word *w, size_t distance) { return w->at >= distance ? r->text.at[w->at - distance] : ' '; }

static char at_end(const struct reader *r, size_t i) { return i < r->text.size ? r->text.at[i] : ' '; }

static bool is_word_char(char ch)
{
    return (unsigned char)((ch | 0x20) - 'a') < 26 || (unsigned char)(ch - '0') < 10 || ch == '_';
}

static bool only_letters(struct slice s)
{
    for (size_t i = 0; i < s.size; i++)
        if ((unsigned char)((s.at[i] | 0x20) - 'a') >= 26) return false;
    return s.size > 0;
}

static struct slice written(const struct reader *r, size_t word) { return (struct slice){r->text.at + r->desk->word[word].at, r->desk->word[word].size}; }

/* ---- symbols ---- */

/* A symbol that begins with a word: with the class behind it where there is one and it is known, else alone. *ret_words is what it takes. */
static const struct symbol *symbol_at(const struct reader *r, size_t i, struct slice *ret_text, size_t *ret_words)
{
    struct slice own = written(r, i), class = i + 1 < r->desk->word_count ? written(r, i + 1) : (struct slice){0};
    while (own.size && own.at[own.size - 1] == '.') own.size--;
    *ret_text  = own;
    *ret_words = 1;
    if (class.size && class.size <= CLASS_SIZE_MAX && class.at == own.at + own.size + 1 && memchr("._-/", class.at[-1], 4) && only_letters(class)) {
        struct slice          whole = {own.at, own.size + 1 + class.size};
        const struct symbol  *s     = universe_symbol(r->u, whole, r->day);
        if (s) return *ret_text = whole, *ret_words = 2, s;
    }
    return universe_symbol(r->u, own, r->day);
}

static err add(struct reader *r, struct link_match m)
{
    struct link_desk *d = r->desk;
    if (d->match_count == LINK_MATCHES_MAX) return OK;
    TRY(grow(d->c, (void **)&d->match, d->match_count, &d->match_room, sizeof *d->match));
    d->match[d->match_count++] = m;
    return OK;
}

/* (?<![A-Za-z0-9_$])\$[A-Za-z]{1,6}([._-][A-Za-z]{1,2})?(?![A-Za-z0-9_]): never digits, which are money. */
static err take_cashtag(struct reader *r, size_t i, size_t *ret_words)
{
    const struct link_word *w = &r->desk->word[i];
    struct slice            text;
    size_t                  words;
    char                    mark = before(r, w, 2);
    if (before(r, w, 1) != '$' || is_word_char(mark) || mark == '$' || w->size > CASHTAG_SIZE_MAX || !only_letters(written(r, i))) return OK;
    const struct symbol *s = symbol_at(r, i, &text, &words);
    if (at_end(r, (size_t)(text.at - r->text.at) + text.size) == '_') return OK;
    *ret_words       = words;
    r->about_markets = true;
    if (!s) return OK;
    return add(r, (struct link_match){s->asset, LINK_CASHTAG, 0.98, {text.at - 1, text.size + 1}, "a cashtag"});
}

/* (NASDAQ: AAPL), NYSE:[CCL](...), <AAPL.O> */
static size_t qualified_word(const struct reader *r, size_t i)
{
    const struct link_word *w = &r->desk->word[i];
    if (before(r, w, 1) == '<') {
        size_t end = w->at + w->size;
        while (end < r->text.size && (is_word_char(r->text.at[end]) || r->text.at[end] == '.')) end++;
        return at_end(r, end) == '>' && !(w->flags & WORD_HAS_SMALL) ? i : SIZE_MAX;
    }
    if (!(r->u->word_flags[w->id] & WORD_EXCHANGE) || i + 1 >= r->desk->word_count) return SIZE_MAX;
    size_t at = w->at + w->size;
    while (at_end(r, at) == ' ' && at < r->text.size) at++;
    if (at_end(r, at) != ':') return SIZE_MAX;
    for (at++; at < r->text.size && memchr(" [($", r->text.at[at], 4);) at++;
    return at == r->desk->word[i + 1].at ? i + 1 : SIZE_MAX;
}

static err take_qualified(struct reader *r, size_t i, size_t *ret_words)
{
    size_t       at = qualified_word(r, i), words;
    struct slice text;
    if (at == SIZE_MAX) return OK;
    const struct symbol *s = symbol_at(r, at, &text, &words);
    if (!s) return OK;
    *ret_words       = at - i + words;
    r->about_markets = true;
    return add(r, (struct link_match){s->asset, LINK_QUALIFIED, 1, text, "a symbol with its exchange"});
}

static err take_ticker(struct reader *r, size_t i, size_t *ret_words)
{
    const struct link_word *w = &r->desk->word[i];
    struct slice            text;
    if (!(w->flags & WORD_ALL_CAPITALS) || (w->flags & WORD_IN_ADDRESS) || r->shouted) return OK;
    if (before(r, w, 1) == '_' || before(r, w, 1) == '$' || at_end(r, w->at + w->size) == '_') return OK;
    const struct symbol *s = symbol_at(r, i, &text, ret_words);
    if (!s || !s->bare) return *ret_words = 0, OK;
    return add(r, (struct link_match){s->asset, LINK_TICKER, 0, text, ""});         /* judged when the whole text has been read */
}

/* ---- names ---- */

static const struct called *longest_name(const struct reader *r, size_t i, size_t *ret_words)
{
    const struct called *found = NULL;
    uint32_t             node  = 0;
    for (size_t k = i; k < r->desk->word_count; k++) {
        node = universe_step(r->u, node, r->desk->word[k].id);
        if (node == 0) break;
        const struct called *here = universe_called(r->u, node, r->day);
        if (here) found = here, *ret_words = k + 1 - i;
    }
    return found;
}

static bool all_capitalised(const struct reader *r, size_t i, size_t words)
{
    for (size_t k = i; k < i + words; k++) {
        char first = r->text.at[r->desk->word[k].at];
        bool small = (unsigned char)(first - 'a') < 26 && r->desk->word[k].size > 3;       /* "of" and "for" may stay small */
        if (small) return false;
    }
    return (r->desk->word[i].flags & WORD_CAPITAL) != 0;
}

/* Do the words around say that it is a company: its form behind it, or what is said of companies within two words? */
static bool has_context(const struct reader *r, size_t i, size_t words)
{
    const struct link_desk *d   = r->desk;
    size_t                  end = i + words;
    if (end < d->word_count && (r->u->word_flags[d->word[end].id] & WORD_COMPANY)) return true;
    for (size_t k = end; k < end + NEAR && k < d->word_count; k++)
        if (r->u->word_flags[d->word[k].id] & WORD_MARKET) return true;
    for (size_t k = i; k-- > 0 && i - k <= NEAR;)
        if (r->u->word_flags[d->word[k].id] & WORD_MARKET) return true;
    return false;
}

/* "Neiman Marcus", "King Lear": right behind another capitalised word it is the end of some longer name. */
static bool ends_other_name(const struct reader *r, size_t i)
{
    const struct link_word *w = &r->desk->word[i];
    if (i == 0 || r->shouted || r->titled) return false;
    return (w[-1].flags & WORD_CAPITAL) && !(w[-1].flags & WORD_BEGINS_SENTENCE) && w[-1].at + w[-1].size + 1 == w->at && before(r, w, 1) == ' ';
}

static struct link_match judge_name(const struct reader *r, const struct called *name, size_t i, size_t words)
{
    const struct link_word *first = &r->desk->word[i], *last = &r->desk->word[i + words - 1];
    struct link_match       m     = {name->asset, name->evidence, 0, {r->text.at + first->at, last->at + last->size - first->at}, ""};
    bool capital = all_capitalised(r, i, words), tells = capital && !r->shouted && !r->titled, context = has_context(r, i, words);
    if (first->flags & WORD_IN_ADDRESS) return m.confidence = 0.1, m.why = "part of a mention", m;
    if (name->evidence == LINK_NAME) {
        if (!name->common) return m.confidence = capital ? 0.95 : 0.85, m.why = "its name, in several words", m;
        if (tells || (capital && (context || words > 2))) return m.confidence = 0.8, m.why = "its name, of common words but written as a name", m;
        return m.confidence = 0.3, m.why = "its name, but these are common words", m;
    }
    if (!capital) return m.confidence = 0.1, m.why = "one word, not capitalised", m;
    if (name->common && context) return m.confidence = 0.8, m.why = "a common word, but beside words of companies or markets", m;
    if (name->common) return m.confidence = 0.3, m.why = "a common word", m;
    if (!context && ends_other_name(r, i)) return m.confidence = 0.3, m.why = "behind another capitalised word: the end of some longer name", m;
    if (!tells || (first->flags & WORD_BEGINS_SENTENCE)) return m.confidence = 0.7, m.why = "its name of one word, where capitals say little", m;
    return m.confidence = 0.85, m.why = "its name of one word, capitalised", m;
}

static err take_name(struct reader *r, size_t i, size_t *ret_words)
{
    const struct called *name = longest_name(r, i, ret_words);
    return name ? add(r, judge_name(r, name, i, *ret_words)) : OK;
}

/* ---- the whole ---- */

static err take_word(struct reader *r, size_t i, size_t *ret_words)
{
    static err (*const ways[])(struct reader *, size_t, size_t *) = {take_cashtag, take_qualified, take_name, take_ticker};
    for (size_t k = 0; k < sizeof ways / sizeof *ways; k++) {
        *ret_words = 0;
        TRY(ways[k](r, i, ret_words));
        if (*ret_words) return OK;
    }
    *ret_words = 1;
    return OK;
}

/* A bare symbol needs a text about markets; a doubtful name is believed when its symbol stands in the text. */
static void judge_rest(const struct reader *r)
{
    struct link_match *m = r->desk->match, *end = m + r->desk->match_count;
    for (struct link_match *one = m; one < end; one++) {
        if (one->evidence == LINK_TICKER) {
            one->confidence = r->about_markets ? 0.6 : 0.4;
            one->why        = r->about_markets ? "a bare symbol, in a text about markets" : "a bare symbol, in a text that does not speak of markets";
        }
        if (one->confidence >= LINK_CONFIDENCE) continue;
        for (const struct link_match *other = m; other < end; other++) {
            if (other->asset != one->asset || other->evidence > LINK_CASHTAG) continue;
            one->confidence = 0.8;
            one->why        = "doubtful alone, but its symbol stands in the text";
        }
    }
}

err link_text(const struct universe *u, struct link_desk *desk, struct slice text, int32_t day)
{
    struct reader r = {.u = u, .desk = desk, .text = text, .day = day};
    desk->word_count = desk->match_count = 0;
    if (text.size == 0) return OK;
    TRY(read_words(&r));
    for (size_t i = 0, words; i < desk->word_count; i += words) TRY(take_word(&r, i, &words));
    judge_rest(&r);
    return OK;
}

bool link_symbol(const struct universe *u, struct slice symbol, int32_t day, uint32_t *ret_asset)
{
    const struct symbol *s = universe_symbol(u, symbol, day);
    if (s) *ret_asset = s->asset;
    return s != NULL;
}

static int by_relevance(const void *a, const void *b)
{
    const struct link_total *x = a, *y = b;
    if (x->relevance != y->relevance) return x->relevance > y->relevance ? -1 : 1;
    return x->asset < y->asset ? -1 : 1;
}

/* 0.4 in the headline, 0.3 in its first third (of a text without one, the text's), 0.3 for the share of all mentions; all for the only
 * one; little for one of a long list. */
static void weigh(const struct link_match *m, size_t count, struct slice text, size_t title, struct link_total *t, size_t totals)
{
    size_t all = 0, third = (title ? title : text.size) / 3;
    bool   in_title = false, early = false;
    for (size_t i = 0; i < count; i++) {
        if (m[i].confidence < LINK_CONFIDENCE) continue;
        size_t at = (size_t)(m[i].text.at - text.at);
        all++;
        if (m[i].asset != t->asset) continue;
        in_title |= at < title;
        early    |= at <= third;
    }
    t->relevance = 0.4 * in_title + 0.3 * early + 0.3 * (double)t->count / (double)all;
    if (totals == 1) t->relevance = 1;
    if (totals > ASSETS_FOCUSED_MAX && t->relevance > LISTED_RELEVANCE) t->relevance = LISTED_RELEVANCE;
}

err link_totals(struct ctx *c, const struct link_desk *desk, struct slice text, size_t title, struct link_total **ret, size_t *ret_count)
{
    struct link_total *total;
    size_t             count = 0;
    TRY(NEW(c, total, desk->match_count));
    for (size_t i = 0; i < desk->match_count; i++) {
        const struct link_match *m = &desk->match[i];
        size_t                   k = 0;
        if (m->confidence < LINK_CONFIDENCE) continue;
        while (k < count && total[k].asset != m->asset) k++;
        if (k == count) total[count++] = (struct link_total){.asset = m->asset};
        total[k].count++;
        if (m->confidence <= total[k].confidence) continue;
        total[k].confidence = m->confidence;
        total[k].evidence   = m->evidence;
        total[k].text       = m->text;
    }
    for (size_t k = 0; k < count; k++) weigh(desk->match, desk->match_count, text, title, &total[k], count);
    qsort(total, count, sizeof *total, by_relevance);
    *ret       = total;
    *ret_count = count;
    return OK;
}
