#include "nlp/wordpiece.h"

#include <assert.h>
#include <string.h>

#include "nlp/unicode.h"
#include "nlp/wordpiece_build.h"
#include "nlp/wordpiece_table.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

static const char CONTINUES[] = "##";

/* ---- The table of pieces. ---- */

enum { HASH_BEGIN = 0x811c9dc5u & 0x7fffffff, HASH_PRIME = 16777619 };

static uint32_t hash_begin(bool continues) { return (uint32_t)HASH_BEGIN + continues; }
static uint32_t hash_step(uint32_t hash, char byte) { return (hash ^ (unsigned char)byte) * HASH_PRIME; }

static struct piece *place_of(const struct wordpiece *w, uint32_t hash, bool continues, struct slice text)
{
    for (size_t i = hash * 0x9e3779b1u >> 7;; i++) {
        struct piece *p = &w->table[i & (w->room - 1)];
        if (p->id < 0 || (p->hash == hash && p->continues == continues && slice_same(p->text, text))) return p;
    }
}

static uint32_t hash_of(bool continues, struct slice text)
{
    uint32_t hash = hash_begin(continues);
    for (size_t i = 0; i < text.size; i++) hash = hash_step(hash, text.at[i]);
    return hash;
}

static bool take_sign(struct slice *token)
{
    size_t size = sizeof CONTINUES - 1;
    if (token->size <= size || memcmp(token->at, CONTINUES, size) != 0) return false;
    *token = (struct slice){token->at + size, token->size - size};
    return true;
}

int32_t wordpiece_find(const struct wordpiece *w, struct slice token)
{
    bool continues = take_sign(&token);
    return place_of(w, hash_of(continues, token), continues, token)->id;
}

err wordpiece_begin(struct ctx *c, const char *name, size_t count, struct wordpiece *w)
{
    if (count > TOKENS_MAX) return fail(c, ERR_LIMIT, "%s: %zu tokens; the most is %d", name, count, TOKENS_MAX);
    w->room = 16;
    while (w->room < 2 * (count + SPECIALS_MAX)) w->room *= 2;
    TRY(NEW(c, w->table, w->room));
    TRY(NEW(c, w->specials, SPECIALS_MAX));
    for (size_t i = 0; i < w->room; i++) w->table[i].id = -1;
    w->id_max = -1;
    return OK;
}

err wordpiece_add(struct ctx *c, const char *name, struct wordpiece *w, struct slice token, int64_t id)
{
    if (id < 0 || id >= TOKENS_MAX) return fail(c, ERR_DATA, "%s: token %lld is not from 0 to %d", name, (long long)id, TOKENS_MAX - 1);
    if (utf8_valid(token) < token.size) return fail(c, ERR_DATA, "%s: token %lld is not UTF-8", name, (long long)id);
    bool          continues = take_sign(&token);
    uint32_t      hash      = hash_of(continues, token);
    struct piece *p         = place_of(w, hash, continues, token);
    *p = (struct piece){token, hash, (int32_t)id, continues};
    if (token.size > w->size_max && token.size <= TOKEN_SIZE_MAX) w->size_max = token.size;
    if (id > w->id_max) w->id_max = (int32_t)id;
    return OK;
}

err wordpiece_add_special(struct ctx *c, const char *name, struct wordpiece *w, struct slice token, int64_t id)
{
    if (token.size == 0) return fail(c, ERR_DATA, "%s: a special token is empty", name);
    if (w->special_count == SPECIALS_MAX) return fail(c, ERR_LIMIT, "%s: more than %d special tokens", name, SPECIALS_MAX);
    if (wordpiece_find(w, token) != id) TRY(wordpiece_add(c, name, w, token, id));
    size_t at = w->special_count++;
    for (; at > 0 && w->specials[at - 1].text.size < token.size; at--) w->specials[at] = w->specials[at - 1];
    w->specials[at] = (struct special){token, (int32_t)id};             /* the longest first */
    w->begins_special[(unsigned char)token.at[0]] = true;
    return OK;
}

err wordpiece_end(struct ctx *c, const char *name, struct wordpiece *w, struct slice unknown)
{
    w->unknown = wordpiece_find(w, unknown);
    w->begin   = wordpiece_find(w, slice_of("[CLS]"));
    w->end     = wordpiece_find(w, slice_of("[SEP]"));
    if (w->unknown < 0 || w->begin < 0 || w->end < 0)
        return fail(c, ERR_DATA, "%s: there is no token %s", name, w->unknown < 0 ? "for what is unknown" : w->begin < 0 ? "[CLS]" : "[SEP]");
    return OK;
}

/* ---- Kinds of characters. ---- */

static bool is_in(const struct rune_run *runs, size_t count, uint32_t rune)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (runs[middle].first <= rune) low = middle + 1;
        else high = middle;
    }
    return low && rune <= runs[low - 1].last;
}

#define IS_IN(runs, rune) is_in(runs, COUNT(runs), rune)

static bool is_punctuation(uint32_t rune)
{
    if (rune < 0x80) return (rune >= 33 && rune <= 47) || (rune >= 58 && rune <= 64) || (rune >= 91 && rune <= 96) || (rune >= 123 && rune <= 126);
    return IS_IN(punctuation_runs, rune);
}

/* The property White_Space of Unicode. */
static bool is_white(uint32_t rune)
{
    if (rune < 0x80) return rune == ' ' || (rune >= '\t' && rune <= '\r');
    return rune_is_space(rune);
}

/* What cleaning drops: nought, the sign for broken text, controls but tab and line ends, formats, private use. */
static bool is_dropped(uint32_t rune)
{
    if (rune < 0x80) return (rune < 32 && rune != '\t' && rune != '\n' && rune != '\r') || rune == 127;
    return rune == 0xfffd || IS_IN(other_runs, rune);
}

/* The last but one range begins at 2B920, as it does in the tokenizer that everybody uses; the block itself begins at 2B820. */
static bool is_chinese(uint32_t rune)
{
    static const struct rune_run runs[] = {
        {0x3400, 0x4dbf},   {0x4e00, 0x9fff},   {0xf900, 0xfaff},   {0x20000, 0x2a6df},
        {0x2a700, 0x2b73f}, {0x2b740, 0x2b81f}, {0x2b920, 0x2ceaf}, {0x2f800, 0x2fa1f},
    };
    return IS_IN(runs, rune);
}

/* ---- A text to its tokens. ---- */

struct cut {
    const struct wordpiece *w;
    int32_t                *ids;
    size_t                  count;
    char                    word[RUNE_SIZE_MAX * WORD_RUNES_MAX];
    size_t                  size, runes;        /* of the word; its runes are counted also where they no longer fit */
};

/* The longest piece at the front of the rest, or NULL. */
static const struct piece *longest(const struct wordpiece *w, struct slice rest, bool continues)
{
    uint32_t hash[TOKEN_SIZE_MAX + 1];
    size_t   most = rest.size < w->size_max ? rest.size : w->size_max;
    hash[0] = hash_begin(continues);
    for (size_t i = 0; i < most; i++) hash[i + 1] = hash_step(hash[i], rest.at[i]);
    for (size_t size = most; size > 0; size--) {
        if (size < rest.size && (rest.at[size] & 0xc0) == 0x80) continue;
        const struct piece *p = place_of(w, hash[size], continues, (struct slice){rest.at, size});
        if (p->id >= 0) return p;
    }
    return NULL;
}

static void end_word(struct cut *c)
{
    size_t count = c->count, at = 0;
    if (c->runes == 0) return;
    while (c->runes <= c->w->options.word_runes_max && at < c->size) {
        const struct piece *p = longest(c->w, (struct slice){c->word + at, c->size - at}, at > 0);
        if (!p) break;
        c->ids[count++] = p->id;
        at += p->text.size;
    }
    if (at < c->size) c->ids[c->count++] = c->w->unknown;
    else c->count = count;
    c->size = c->runes = 0;
}

/* A word that is too long for its room is known to be unknown: end_word() sees that nothing of it was used up. */
static void add_rune(struct cut *c, uint32_t rune)
{
    if (c->runes < WORD_RUNES_MAX) c->size += rune_write(c->word + c->size, rune);
    c->runes++;
}

static void put_rune(struct cut *c, uint32_t rune)
{
    if (is_punctuation(rune)) {
        end_word(c);
        add_rune(c, rune);
        end_word(c);
    } else if (is_white(rune)) {
        end_word(c);
    } else {
        add_rune(c, rune);
    }
}

static void put_lower(struct cut *c, uint32_t rune)
{
    char   lower[RUNE_LOWER_SIZE_MAX];
    size_t size = c->w->options.lowers ? rune_lower(lower, rune) : rune_write(lower, rune);
    for (size_t at = 0, step; at < size; at += step) put_rune(c, rune_read(lower + at, &step));
}

static const struct rune_bare *bare_of(uint32_t rune)
{
    size_t low = 0, high = COUNT(bare_runes);
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (bare_runes[middle].rune < rune) low = middle + 1;
        else high = middle;
    }
    return low < COUNT(bare_runes) && bare_runes[low].rune == rune ? &bare_runes[low] : NULL;
}

/* What a character is made of, without marks: NFD, whose order of marks does not matter to those that are dropped. */
static void put_bare(struct cut *c, uint32_t rune)
{
    enum { HANGUL = 0xac00, HANGUL_END = 0xd7a4, LEADING = 0x1100, VOWEL = 0x1161, TRAILING = 0x11a7, VOWELS = 21, TRAILINGS = 28 };
    if (rune >= HANGUL && rune < HANGUL_END) {
        uint32_t at = rune - HANGUL, trailing = at % TRAILINGS;
        put_lower(c, LEADING + at / (VOWELS * TRAILINGS));
        put_lower(c, VOWEL + at / TRAILINGS % VOWELS);
        if (trailing) put_lower(c, TRAILING + trailing);
        return;
    }
    const struct rune_bare *bare = bare_of(rune);
    if (!bare && !IS_IN(mark_runs, rune)) put_lower(c, rune);
    for (size_t i = 0; bare && i < COUNT(bare->to) && bare->to[i]; i++) put_lower(c, bare->to[i]);
}

static void put_wide(struct cut *c, uint32_t rune)
{
    const struct wordpiece_options *o = &c->w->options;
    if (o->cleans && is_dropped(rune)) return;
    if (is_white(rune)) return end_word(c);
    bool alone = o->splits_chinese && is_chinese(rune);
    if (alone) end_word(c);
    if (o->strips_accents) put_bare(c, rune);
    else put_lower(c, rune);
    if (alone) end_word(c);
}

static void put_ascii(struct cut *c, unsigned char ch)
{
    if (ch > ' ' && ch < 127 && !is_punctuation(ch)) return add_rune(c, c->w->options.lowers && ch >= 'A' && ch <= 'Z' ? ch + 32u : ch);
    if (!c->w->options.cleans || !is_dropped(ch)) put_rune(c, ch);
}

static const struct special *special_at(const struct wordpiece *w, struct slice rest)
{
    if (!w->begins_special[(unsigned char)rest.at[0]]) return NULL;
    for (size_t i = 0; i < w->special_count; i++) {
        const struct special *s = &w->specials[i];
        if (s->text.size <= rest.size && memcmp(s->text.at, rest.at, s->text.size) == 0) return s;
    }
    return NULL;
}

size_t wordpiece_ids(const struct wordpiece *w, struct slice text, int32_t *ids)
{
    struct cut c = {.w = w, .ids = ids};
    for (size_t at = 0, step; at < text.size; at += step) {
        const struct special *special = special_at(w, (struct slice){text.at + at, text.size - at});
        if (special) {
            end_word(&c);
            ids[c.count++] = special->id;
            step = special->text.size;
            continue;
        }
        uint32_t rune = rune_read(text.at + at, &step);
        if (rune < 0x80) put_ascii(&c, (unsigned char)rune);
        else put_wide(&c, rune);
    }
    end_word(&c);
    return c.count;
}

/* ---- vocab.txt ---- */

err wordpiece_open_lines(struct ctx *c, const char *name, struct slice file, struct wordpiece_options options, struct wordpiece *ret)
{
    static const char *const specials[] = {"[UNK]", "[SEP]", "[PAD]", "[CLS]", "[MASK]"};
    struct wordpiece w     = {.options = options};
    size_t           count = 1;
    int64_t          id    = 0;
    for (size_t i = 0; i < file.size; i++) count += file.at[i] == '\n';
    TRY(wordpiece_begin(c, name, count, &w));
    for (struct slice rest = file; rest.size; id++) {
        struct slice token = slice_cut(&rest, '\n');
        if (token.size && token.at[token.size - 1] == '\r') token.size--;
        TRY(wordpiece_add(c, name, &w, token, id));
    }
    for (size_t i = 0; i < COUNT(specials); i++) {
        int32_t found = wordpiece_find(&w, slice_of(specials[i]));
        if (found >= 0) TRY(wordpiece_add_special(c, name, &w, slice_of(specials[i]), found));
    }
    TRY(wordpiece_end(c, name, &w, slice_of("[UNK]")));
    *ret = w;
    return OK;
}
