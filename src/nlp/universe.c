#include "nlp/universe.h"

#include "nlp/link_words.h"
#include "nlp/unicode.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

enum { BARE_SIZE_MIN = 3, ALIAS_SIZE_MIN = 4, JOINED_SIZE_MIN = 8, JOINED_PART_MIN = 3, EDGES_MIN = 1 << 10 };

/* ---- reading ---- */

uint32_t universe_word(const struct universe *u, struct slice lower)
{
    const int64_t *id = lower.size ? map_find(&u->words, lower) : NULL;
    return id ? (uint32_t)*id : 0;
}

static size_t place_of(const struct universe *u, uint32_t node, uint32_t word)
{
    uint64_t h = ((uint64_t)node << 32 | word) * 0x9e3779b97f4a7c15u;
    size_t   i = (size_t)(h >> 32) & (u->edge_room - 1);
    while (u->edges[i].to && (u->edges[i].node != node || u->edges[i].word != word)) i = (i + 1) & (u->edge_room - 1);
    return i;
}

uint32_t universe_step(const struct universe *u, uint32_t node, uint32_t word) { return word ? u->edges[place_of(u, node, word)].to : 0; }

static bool holds(int32_t from, int32_t to, int32_t day)
{
    return day == DAY_NONE || ((from == DAY_NONE || from <= day) && (to == DAY_NONE || to >= day));
}

/* In capitals, and with a dot for whatever parts the class: BRK-B, BRK/B and brk.b are one. 0: too long to be a symbol. */
static size_t plain_symbol(struct slice s, char at[static SYMBOL_SIZE_MAX])
{
    if (s.size == 0 || s.size > SYMBOL_SIZE_MAX) return 0;
    for (size_t i = 0; i < s.size; i++) {
        char ch = s.at[i];
        at[i] = ch == '-' || ch == '_' || ch == '/' ? '.' : (unsigned char)(ch - 'a') < 26 ? (char)(ch - 32) : ch;
    }
    return s.size;
}

const struct symbol *universe_symbol(const struct universe *u, struct slice written, int32_t day)
{
    char           plain[SYMBOL_SIZE_MAX];
    size_t         size  = plain_symbol(written, plain);
    const int64_t *index = size ? map_find(&u->symbols, (struct slice){plain, size}) : NULL;
    for (uint32_t i = index ? (uint32_t)*index : 0; i; i = u->symbol[i - 1].next)
        if (holds(u->symbol[i - 1].from, u->symbol[i - 1].to, day)) return &u->symbol[i - 1];
    return NULL;
}

const struct called *universe_called(const struct universe *u, uint32_t node, int32_t day)
{
    for (uint32_t i = u->accept[node]; i; i = u->called[i - 1].next)
        if (holds(u->called[i - 1].from, u->called[i - 1].to, day)) return &u->called[i - 1];
    return NULL;
}

/* ---- making ---- */

static err grow(struct ctx *c, void **at, size_t count, size_t *room, size_t size)
{
    if (count < *room) return OK;
    size_t bigger = *room ? *room * 2 : 1024;
    void  *fresh  = ctx_alloc(c, size, bigger);
    if (!fresh) return ERR_NOMEM;
    if (count) memcpy(fresh, *at, count * size);
    *at   = fresh;
    *room = bigger;
    return OK;
}

static err add_word(struct universe *u, struct slice lower, uint8_t flags, uint32_t *ret)
{
    int64_t *id;
    size_t   fresh = u->words.count + 1;
    TRY(map_add(&u->words, lower, (int64_t)fresh, &id));
    *ret = (uint32_t)*id;
    if (*ret == fresh) TRY(grow(u->c, (void **)&u->word_flags, fresh, &u->word_room, sizeof *u->word_flags));
    u->word_flags[*ret] |= flags;
    return OK;
}

static err widen(struct universe *u)
{
    struct edge *old      = u->edges;
    size_t       old_room = u->edge_room;
    u->edge_room = old_room ? 2 * old_room : EDGES_MIN;
    TRY(NEW(u->c, u->edges, u->edge_room));
    for (size_t i = 0; i < old_room; i++)
        if (old[i].to) u->edges[place_of(u, old[i].node, old[i].word)] = old[i];
    return OK;
}

static err add_step(struct universe *u, uint32_t node, uint32_t word, uint32_t *ret)
{
    if (2 * u->node_count >= u->edge_room) TRY(widen(u));          /* an edge for every node but the root */
    struct edge *e = &u->edges[place_of(u, node, word)];
    if (e->to == 0) {
        TRY(grow(u->c, (void **)&u->accept, u->node_count, &u->node_room, sizeof *u->accept));
        *e = (struct edge){node, word, (uint32_t)u->node_count++};
    }
    *ret = e->to;
    return OK;
}

struct name_words {
    struct slice lower[NAME_WORDS_MAX];
    char         room[NAME_WORDS_MAX][LINK_WORD_SIZE_MAX];
    size_t       count;
};

/* Of "Apple Inc. - Common Stock" and "First Bancorp (NJ)" what stands behind the dash or in brackets is no name. */
static struct slice name_only(struct slice s)
{
    for (size_t i = 1; i < s.size; i++)
        if (s.at[i] == '(' || (s.at[i] == '-' && s.at[i - 1] == ' ')) return (struct slice){s.at, i};
    return s;
}

static void cut_words(struct slice name, struct name_words *w)
{
    struct link_word word;
    size_t           at = 0, size;
    name = name_only(name);
    for (w->count = 0; w->count < NAME_WORDS_MAX && link_word_next(name, &at, &word, w->room[w->count], &size);) {
        if (size == 0) break;                           /* a word that long is in no text either */
        w->lower[w->count] = (struct slice){w->room[w->count], size};
        w->count++;
    }
}

static bool is_in(struct slice s, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (slice_is(s, list[i])) return true;
    return false;
}

/* The A of "Class A". */
static bool is_class(const struct name_words *w, size_t i)
{
    return w->lower[i].size == 1 && (slice_is(w->lower[i - 1], "class") || slice_is(w->lower[i - 1], "series"));
}

/* The words from *begin to the end that are left when the form of the company is taken off; one at least. */
static size_t bare_end(const struct name_words *w, size_t *begin)
{
    size_t end = w->count;
    *begin = w->count > 1 && slice_is(w->lower[0], "the");
    while (end > *begin + 1 && (is_in(w->lower[end - 1], legal_words, COUNT(legal_words)) || is_class(w, end - 1))) end--;
    return end;
}

/* Of several assets under one name the primary listing is the one whose symbol is plain, then short, then first. */
static bool is_before(struct slice a, struct slice b)
{
    bool plain_a = !memchr(a.at, '.', a.size) && !memchr(a.at, '-', a.size), plain_b = !memchr(b.at, '.', b.size) && !memchr(b.at, '-', b.size);
    if (plain_a != plain_b) return plain_a;
    if (a.size != b.size) return a.size < b.size;
    return memcmp(a.at, b.at, a.size) < 0;
}

struct making {
    struct universe        *u;
    struct map              common;
    const struct link_name *names;
    struct slice           *ticker;     /* by asset, its first */
};

static err accept_at(struct making *m, uint32_t node, const struct link_name *n, enum evidence evidence, bool common)
{
    struct universe *u     = m->u;
    struct called    fresh = {n->asset, u->accept[node], n->from, n->to, evidence, common};
    for (uint32_t i = u->accept[node]; i; i = u->called[i - 1].next) {
        struct called *old = &u->called[i - 1];
        if (old->from != n->from || old->to != n->to) continue;
        old->common = old->common && common;
        if (old->asset != n->asset && is_before(m->ticker[n->asset], m->ticker[old->asset])) old->asset = n->asset;
        return OK;
    }
    TRY(grow(u->c, (void **)&u->called, u->called_count, &u->called_room, sizeof *u->called));
    u->called[u->called_count++] = fresh;
    u->accept[node] = (uint32_t)u->called_count;
    return OK;
}

static err add_path(struct making *m, const struct link_name *n, const struct slice *word, size_t count, enum evidence evidence, bool common)
{
    uint32_t node = 0, id;
    for (size_t i = 0; i < count; i++) {
        TRY(add_word(m->u, word[i], 0, &id));
        TRY(add_step(m->u, node, id, &node));
    }
    return accept_at(m, node, n, evidence, common);
}

static bool is_common(const struct making *m, struct slice word)
{
    bool number = true;
    for (size_t i = 0; i < word.size; i++) number &= (unsigned char)(word.at[i] - '0') < 10;
    return number || map_find(&m->common, word) || is_in(word, legal_words, COUNT(legal_words));
}

static bool all_common(const struct making *m, const struct slice *word, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!is_common(m, word[i])) return false;
    return true;
}

/* "Exxon Mobil" is written ExxonMobil too. */
static err add_joined(struct making *m, const struct link_name *n, const struct slice *word)
{
    char   joined[2 * LINK_WORD_SIZE_MAX];
    size_t size = word[0].size + word[1].size;
    if (word[0].size < JOINED_PART_MIN || word[1].size < JOINED_PART_MIN || size < JOINED_SIZE_MIN || size > LINK_WORD_SIZE_MAX) return OK;
    memcpy(joined, word[0].at, word[0].size);
    memcpy(joined + word[0].size, word[1].at, word[1].size);
    struct slice whole = {joined, size};
    return is_common(m, whole) ? OK : add_path(m, n, &whole, 1, LINK_ALIAS, false);
}

/* The words of a name that is a place too, with blanks between them? */
static bool is_place(const struct slice *word, size_t count)
{
    for (size_t i = 0; i < COUNT(places); i++) {
        struct slice rest = slice_of(places[i]);
        size_t       k    = 0;
        while (k < count && rest.size && slice_same(slice_cut(&rest, ' '), word[k])) k++;
        if (k == count && rest.size == 0) return true;
    }
    return false;
}

/* The full name, and what is left of it without the form of the company. */
static err add_name(struct making *m, const struct link_name *n)
{
    struct name_words w;
    size_t            begin;
    cut_words(n->text, &w);
    if (w.count == 0) return OK;
    size_t end = bare_end(&w, &begin), count = end - begin;
    const struct slice *bare = &w.lower[begin];
    bool place = is_place(bare, count), kept = end < w.count && is_in(w.lower[end], kept_words, COUNT(kept_words));
    if (w.count > end && w.count - begin > 1) TRY(add_path(m, n, bare, w.count - begin, LINK_NAME, false));
    if (place || count == 1) return add_path(m, n, bare, count, LINK_ALIAS, place || kept || bare[0].size < ALIAS_SIZE_MIN || is_common(m, bare[0]));
    if (count == 2) TRY(add_joined(m, n, bare));
    return add_path(m, n, bare, count, LINK_NAME, all_common(m, bare, count));
}

static bool is_bare(const struct making *m, struct slice symbol)
{
    char lower[SYMBOL_SIZE_MAX];
    if (symbol.size < BARE_SIZE_MIN || symbol.size > SYMBOL_SIZE_MAX) return false;
    for (size_t i = 0; i < symbol.size; i++) {
        if ((unsigned char)(symbol.at[i] - 'A') >= 26) return false;
        lower[i] = (char)(symbol.at[i] + 32);
    }
    return !map_find(&m->common, (struct slice){lower, symbol.size}) && !is_in(symbol, stop_symbols, COUNT(stop_symbols));
}

static err add_symbol(struct making *m, const struct link_name *n)
{
    char             plain[SYMBOL_SIZE_MAX];
    struct universe *u    = m->u;
    size_t           size = plain_symbol(n->text, plain);
    int64_t         *index;
    if (size == 0) return OK;
    TRY(map_add(&u->symbols, (struct slice){plain, size}, 0, &index));
    u->symbol[u->symbol_count++] = (struct symbol){n->asset, (uint32_t)*index, n->from, n->to, is_bare(m, (struct slice){plain, size})};
    *index = (int64_t)u->symbol_count;
    return OK;
}

static err add_list(struct universe *u, const char *const *list, size_t count, uint8_t flag)
{
    uint32_t id;
    for (size_t i = 0; i < count; i++) TRY(add_word(u, slice_of(list[i]), flag, &id));
    return OK;
}

static err read_common(struct making *m, struct slice list)
{
    int64_t *at;
    while (list.size) {
        struct slice line = slice_cut(&list, '\n'), word = slice_cut(&line, '\t');
        if (word.size) TRY(map_add(&m->common, word, 1, &at));
    }
    return OK;
}

/* The names in the order they come; first of all which ticker each asset has, because that decides who is the primary listing. */
static err add_all(struct making *m, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct link_name *n = &m->names[i];
        if (n->symbol && (m->ticker[n->asset].size == 0)) m->ticker[n->asset] = n->text;
    }
    for (size_t i = 0; i < count; i++) {
        if (m->names[i].symbol) TRY(add_symbol(m, &m->names[i]));
        else                    TRY(add_name(m, &m->names[i]));
    }
    return OK;
}

err universe_open(struct ctx *c, const struct link_name *names, size_t count, struct slice common, const struct universe **ret)
{
    struct universe *u;
    struct making    m = {.names = names, .common = {.c = c}};
    size_t           assets = 0;
    for (size_t i = 0; i < count; i++) {
        if (names[i].text.size > LINK_NAME_SIZE_MAX) return fail(c, ERR_LIMIT, "a name has at most %d bytes", LINK_NAME_SIZE_MAX);
        if (utf8_valid(names[i].text) < names[i].text.size) return fail(c, ERR_DATA, "a name is not UTF-8: number %zu", i);
        if (names[i].asset >= assets) assets = (size_t)names[i].asset + 1;
    }
    TRY(NEW(c, u, 1));
    TRY(NEW(c, m.ticker, assets));
    TRY(NEW(c, u->symbol, count));
    *u = (struct universe){.c = c, .words = {.c = c}, .symbols = {.c = c}, .symbol = u->symbol, .node_count = 1};
    m.u = u;
    TRY(widen(u));
    TRY(grow(c, (void **)&u->accept, 0, &u->node_room, sizeof *u->accept));
    TRY(grow(c, (void **)&u->word_flags, 0, &u->word_room, sizeof *u->word_flags));
    TRY(add_list(u, exchanges, COUNT(exchanges), WORD_EXCHANGE));
    TRY(add_list(u, company_words, COUNT(company_words), WORD_COMPANY));
    TRY(add_list(u, market_words, COUNT(market_words), WORD_MARKET));
    TRY(read_common(&m, common));
    TRY(add_all(&m, count));
    *ret = u;
    return OK;
}
