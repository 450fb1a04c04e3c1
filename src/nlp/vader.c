#include "nlp/vader.h"

#include <math.h>

#include "base/map.h"
#include "base/number.h"
#include "nlp/unicode.h"
#include "nlp/vader_rules.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

enum { PHRASE_WORDS_MAX = 4, LOWER_ROOM = 3 * VADER_WORD_SIZE_MAX };

struct word {                           /* what is known of a token in lower case */
    double        valence;              /* where `rated` */
    double        boost;                /* 0: it is no booster */
    bool          rated, negates, starts_phrase;
    unsigned char part;
};

struct emoji {
    uint32_t     rune;
    struct slice description;
};

struct vader {
    struct map    places;               /* of words, phrases too */
    struct word  *words;
    size_t        word_count, word_room;
    struct emoji *emoji;                /* by code point */
    size_t        emoji_count;
    bool          has_phrases;
};

struct token {
    const char        *at;
    size_t             size;
    const struct word *word;
    bool               upper;           /* isupper() */
    bool               negates;
};

static const struct word UNKNOWN;

/* ---- lists ---- */

static err word_of(struct ctx *c, struct vader *v, struct slice key, struct word **ret)
{
    int64_t *place;
    TRY(map_add(&v->places, key, (int64_t)v->word_count, &place));
    if ((size_t)*place == v->word_count) {
        if (v->word_count == v->word_room) {
            size_t       room = v->word_room ? 2 * v->word_room : 1024;
            struct word *bigger;
            TRY(NEW(c, bigger, room));
            if (v->word_count) memcpy(bigger, v->words, v->word_count * sizeof *bigger);
            v->words     = bigger;
            v->word_room = room;
        }
        v->words[v->word_count++] = UNKNOWN;
    }
    *ret = &v->words[*place];
    return OK;
}

static err add_rules(struct ctx *c, struct vader *v)
{
    static const struct { unsigned char part; const char *word; } parts[] = {
#define X(name, text) {PART_##name, text},
        PARTS(X)
#undef X
    };
    struct word *w;
    for (size_t i = 0; i < COUNT(negations); i++) {
        TRY(word_of(c, v, slice_of(negations[i]), &w));
        w->negates = true;
    }
    for (size_t i = 0; i < COUNT(boosters); i++) {
        TRY(word_of(c, v, slice_of(boosters[i]), &w));
        w->boost = BOOST;
    }
    for (size_t i = 0; i < COUNT(dampeners); i++) {
        TRY(word_of(c, v, slice_of(dampeners[i]), &w));
        w->boost = -BOOST;
    }
    for (size_t i = 0; i < COUNT(parts); i++) {
        TRY(word_of(c, v, slice_of(parts[i].word), &w));
        w->part = parts[i].part;
    }
    return OK;
}

/* The next line that holds anything, as key and value; *line counts. false: there is none. */
static bool next_line(struct slice *rest, size_t *line, struct slice *key, struct slice *value)
{
    while (rest->size > 0) {
        struct slice text = slice_cut(rest, '\n');
        ++*line;
        while (text.size && (text.at[text.size - 1] == '\r' || text.at[text.size - 1] == ' ')) text.size--;
        if (text.size == 0 || (text.at[0] == '#' && (text.size == 1 || text.at[1] == ' '))) continue;     /* a remark */
        *key   = slice_cut(&text, '\t');
        *value = slice_cut(&text, '\t');
        return true;
    }
    return false;
}

static err check_key(struct ctx *c, const char *name, size_t line, struct slice key)
{
    if (key.size == 0 || key.size > VADER_WORD_SIZE_MAX)
        return fail(c, ERR_DATA, "%s, line %zu: a word has 1 to %d bytes, before a tab", name, line, VADER_WORD_SIZE_MAX);
    if (utf8_valid(key) != key.size) return fail(c, ERR_DATA, "%s, line %zu: not UTF-8", name, line);
    return OK;
}

static err add_words(struct ctx *c, struct vader *v, const struct vader_lists *lists)
{
    struct slice rest = lists->words, key, value;
    for (size_t line = 0; next_line(&rest, &line, &key, &value);) {
        struct word *w;
        double       mean;
        TRY(check_key(c, lists->words_name, line, key));
        if (!number_read(slice_trim(value), &mean)) return fail(c, ERR_DATA, "%s, line %zu: no number behind the tab", lists->words_name, line);
        TRY(word_of(c, v, key, &w));
        w->rated   = true;
        w->valence = mean;
    }
    return OK;
}

static err add_overlay(struct ctx *c, struct vader *v, struct slice rest)
{
    struct slice key, value;
    for (size_t line = 0; next_line(&rest, &line, &key, &value);) {
        struct word *w;
        double       mean = 0;
        bool         out  = slice_is(slice_trim(value), "-");
        TRY(check_key(c, "the overlay", line, key));
        if (!out && !number_read(slice_trim(value), &mean)) return fail(c, ERR_DATA, "the overlay, line %zu: no number behind the tab", line);
        TRY(word_of(c, v, key, &w));
        w->rated   = !out;
        w->valence = mean;
        if (!memchr(key.at, ' ', key.size)) continue;
        TRY(word_of(c, v, slice_cut(&key, ' '), &w));
        w->starts_phrase = v->has_phrases = true;
    }
    return OK;
}

/* By insertion: the lists come nearly in order, and are short. */
static void put_emoji(struct vader *v, struct emoji e)
{
    size_t i = v->emoji_count++;
    for (; i > 0 && v->emoji[i - 1].rune > e.rune; i--) v->emoji[i] = v->emoji[i - 1];
    v->emoji[i] = e;
}

static err add_emoji(struct ctx *c, struct vader *v, struct slice list)
{
    struct slice rest = list, key, value;
    size_t       lines = 0, line = 0;
    for (size_t i = 0; i < list.size; i++) lines += list.at[i] == '\n';
    TRY(NEW(c, v->emoji, lines + 1));
    while (next_line(&rest, &line, &key, &value)) {
        size_t size;
        TRY(check_key(c, "the list of emoji", line, key));
        if (utf8_valid(value) != value.size) return fail(c, ERR_DATA, "the list of emoji, line %zu: not UTF-8", line);
        uint32_t rune = rune_read(key.at, &size);
        if (size == key.size) put_emoji(v, (struct emoji){rune, value});
    }
    return OK;
}

err vader_open(struct ctx *c, const struct vader_lists *lists, const struct vader **ret)
{
    struct vader *v;
    TRY(NEW(c, v, 1));
    v->places.c = c;
    TRY(add_words(c, v, lists));
    if (v->word_count == 0) return fail(c, ERR_DATA, "%s: the list of words is empty", lists->words_name);
    TRY(add_rules(c, v));
    TRY(add_overlay(c, v, lists->overlay));
    TRY(add_emoji(c, v, lists->emoji));
    *ret = v;
    return OK;
}

/* ---- text to tokens ---- */

static const struct emoji *emoji_of(const struct vader *v, uint32_t rune)
{
    size_t low = 0, high = v->emoji_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (v->emoji[middle].rune < rune) low = middle + 1;
        else high = middle;
    }
    return low < v->emoji_count && v->emoji[low].rune == rune ? &v->emoji[low] : NULL;
}

static err put(struct vader_desk *desk, size_t *size, struct slice s)
{
    if (*size + s.size > desk->text_room) {
        size_t room = 2 * (*size + s.size) + 1024;
        char  *bigger;
        TRY(NEW(desk->c, bigger, room));
        if (*size) memcpy(bigger, desk->text, *size);
        desk->text      = bigger;
        desk->text_room = room;
    }
    if (s.size) memcpy(desk->text + *size, s.at, s.size);
    *size += s.size;
    return OK;
}

/* Each emoji becomes its description, with a blank before it but none behind it: so does upstream. */
static err describe_emoji(const struct vader *v, struct vader_desk *desk, struct slice *text)
{
    size_t size = 0;
    bool   blank_before = true;
    for (size_t i = 0, step; i < text->size; i += step) {
        const struct emoji *e = emoji_of(v, rune_read(text->at + i, &step));
        if (e && !blank_before) TRY(put(desk, &size, slice_of(" ")));
        TRY(put(desk, &size, e ? e->description : (struct slice){text->at + i, step}));
        blank_before = !e && text->at[i] == ' ';
    }
    *text = (struct slice){desk->text, size};
    return OK;
}

static bool is_punctuation(char ch)
{
    return (ch >= '!' && ch <= '/') || (ch >= ':' && ch <= '@') || (ch >= '[' && ch <= '`') || (ch >= '{' && ch <= '~');
}

/* Without punctuation at either end, unless two code points or fewer would be left: those are taken for a face. */
static struct slice strip(struct slice s)
{
    struct slice bare = s;
    while (bare.size && is_punctuation(bare.at[0])) bare.at++, bare.size--;
    while (bare.size && is_punctuation(bare.at[bare.size - 1])) bare.size--;
    return rune_count(bare) <= 2 ? s : bare;
}

/* The lower case of a token, or 0 where it is longer than any word that is known. */
static size_t lower(struct slice s, char at[static LOWER_ROOM])
{
    size_t size = 0;
    if (s.size > LOWER_ROOM - RUNE_LOWER_SIZE_MAX) return 0;            /* no code point shrinks to less than a third */
    for (size_t i = 0, step; i < s.size; i += step) {
        if (size > LOWER_ROOM - RUNE_LOWER_SIZE_MAX) return 0;
        size += rune_lower(at + size, rune_read(s.at + i, &step));
    }
    return size <= VADER_WORD_SIZE_MAX ? size : 0;
}

static const struct word *find(const struct vader *v, struct slice key)
{
    const int64_t *place = key.size ? map_find(&v->places, key) : NULL;
    return place ? &v->words[*place] : &UNKNOWN;
}

static bool has_nt(struct slice s)
{
    for (const char *end = s.at + s.size, *at = s.at; (at = memchr(at, '\'', (size_t)(end - at))); at++)
        if (at > s.at && (at[-1] == 'n' || at[-1] == 'N') && at + 1 < end && (at[1] == 't' || at[1] == 'T')) return true;
    return false;
}

/* The same as lower() and text_is_upper(), in one go, for what is ASCII; false: it is not, or too long to be known. */
static bool read_ascii(struct slice s, char at[static LOWER_ROOM], bool *ret_upper)
{
    bool upper = false, small = false;
    if (s.size > VADER_WORD_SIZE_MAX) return false;
    for (size_t i = 0; i < s.size; i++) {
        unsigned char ch = (unsigned char)s.at[i];
        if (ch >= 0x80) return false;
        bool capital = (unsigned char)(ch - 'A') < 26;
        upper |= capital;
        small |= (unsigned char)(ch - 'a') < 26;
        at[i]  = (char)(ch + (capital ? 'a' - 'A' : 0));
    }
    *ret_upper = upper && !small;
    return true;
}

static struct token token_of(const struct vader *v, struct slice s)
{
    char         room[LOWER_ROOM];
    struct token t    = {.at = s.at, .size = s.size};
    size_t       size = s.size;
    if (!read_ascii(s, room, &t.upper)) {
        size    = lower(s, room);
        t.upper = text_is_upper(s);
    }
    t.word    = find(v, (struct slice){room, size});
    t.negates = t.word->negates || has_nt(s);
    return t;
}

static err add_token(struct vader_desk *desk, struct token t)
{
    if (desk->count == desk->token_room) {
        size_t        room = desk->token_room ? 2 * desk->token_room : 256;
        struct token *tokens;
        double       *values;
        TRY(NEW(desk->c, tokens, room));
        TRY(NEW(desk->c, values, room));
        if (desk->count) memcpy(tokens, desk->token, desk->count * sizeof *tokens);
        desk->token      = tokens;
        desk->value      = values;
        desk->token_room = room;
    }
    desk->token[desk->count++] = t;
    return OK;
}

static err split(const struct vader *v, struct vader_desk *desk, struct slice text)
{
    size_t begin = 0, step;
    desk->count = 0;
    for (size_t i = 0; i <= text.size; i += step) {
        bool space = i == text.size || rune_is_space(rune_read(text.at + i, &step));
        if (i == text.size) step = 1;
        if (!space) continue;
        if (i > begin) TRY(add_token(desk, token_of(v, strip((struct slice){text.at + begin, i - begin}))));
        begin = i + step;
    }
    return OK;
}

/* The longest phrase of the overlay that begins at a token becomes one token. */
static size_t phrase_size(const struct vader *v, const struct vader_desk *desk, size_t i, const struct word **ret)
{
    char   room[PHRASE_WORDS_MAX * (VADER_WORD_SIZE_MAX + 1)];
    size_t size = 0, best = 1;
    for (size_t k = 0; k < PHRASE_WORDS_MAX && i + k < desk->count; k++) {
        char   word[LOWER_ROOM];
        size_t more = lower((struct slice){desk->token[i + k].at, desk->token[i + k].size}, word);
        if (more == 0) break;
        if (k) room[size++] = ' ';
        memcpy(room + size, word, more);
        size += more;
        const struct word *w = k ? find(v, (struct slice){room, size}) : &UNKNOWN;
        if (w->rated) *ret = w, best = k + 1;
    }
    return best;
}

static void join_phrases(const struct vader *v, struct vader_desk *desk)
{
    size_t kept = 0;
    for (size_t i = 0, step; i < desk->count; i += step) {
        struct token t = desk->token[i];
        step = t.word->starts_phrase ? phrase_size(v, desk, i, &t.word) : 1;
        if (step > 1) t.size = (size_t)(desk->token[i + step - 1].at + desk->token[i + step - 1].size - t.at);
        desk->token[kept++] = t;
    }
    desk->count = kept;
}

/* ---- the rules ---- */

static bool is(const struct token *t, enum part part) { return t->word->part == part; }

static bool some_upper(const struct vader_desk *desk)
{
    size_t upper = 0;
    for (size_t i = 0; i < desk->count; i++) upper += desk->token[i].upper;
    return upper > 0 && upper < desk->count;
}

static double boost_of(const struct token *t, double valence, bool caps_tell)
{
    double boost = t->word->boost;
    if (boost == 0) return 0;
    if (valence < 0) boost = -boost;
    if (t->upper && caps_tell) boost += valence > 0 ? CAPS : -CAPS;
    return boost;
}

/* t is the rated token, its word `distance` before it the one that may negate. The last case joins "and" and "or" as upstream
 * does: so or this right before the token counts without "never". */
static double negate(const struct token *t, int distance, double valence)
{
    bool so = false, doubt = false;
    if (distance == 2) {
        so    = is(t - 2, PART_NEVER) && (is(t - 1, PART_SO) || is(t - 1, PART_THIS));
        doubt = is(t - 2, PART_WITHOUT) && is(t - 1, PART_DOUBT);
    } else if (distance == 3) {
        so    = (is(t - 3, PART_NEVER) && (is(t - 2, PART_SO) || is(t - 2, PART_THIS))) || is(t - 1, PART_SO) || is(t - 1, PART_THIS);
        doubt = is(t - 3, PART_WITHOUT) && (is(t - 2, PART_DOUBT) || is(t - 1, PART_DOUBT));
    }
    if (so) return valence * NEVER_SO;
    if (doubt) return valence;
    return (t - distance)->negates ? valence * NEGATION : valence;
}

/* The value of the idiom that the `count` tokens at t are, or NULL. */
static const double *idiom_of(const struct idiom *list, size_t list_count, const struct token *t, size_t count)
{
    for (size_t i = 0; i < list_count; i++) {
        const unsigned char *part = list[i].part;
        if ((part[2] ? 3u : 2u) != count || t[0].word->part != part[0] || t[1].word->part != part[1]) continue;
        if (count == 2 || t[2].word->part == part[2]) return &list[i].value;
    }
    return NULL;
}

static double special(const struct token *t, size_t behind, double valence)
{
    static const struct { signed char from; unsigned char count; } before[] = {{-1, 2}, {-2, 3}, {-2, 2}, {-3, 3}, {-3, 2}},
                                                                  boosting[] = {{-3, 3}, {-3, 2}, {-2, 2}};
    const double *found = NULL;
    for (size_t i = 0; i < COUNT(before) && !found; i++) found = idiom_of(idioms, COUNT(idioms), t + before[i].from, before[i].count);
    if (found) valence = *found;
    if (behind > 0 && (found = idiom_of(idioms, COUNT(idioms), t, 2))) valence = *found;
    if (behind > 1 && (found = idiom_of(idioms, COUNT(idioms), t, 3))) valence = *found;
    for (size_t i = 0; i < COUNT(boosting); i++)
        if ((found = idiom_of(boosting_idioms, COUNT(boosting_idioms), t + boosting[i].from, boosting[i].count))) valence += *found;
    return valence;
}

static double least(const struct token *t, size_t i, double valence)
{
    if (i == 0 || !is(t - 1, PART_LEAST) || (t - 1)->word->rated) return valence;
    if (i > 1 && (is(t - 2, PART_AT) || is(t - 2, PART_VERY))) return valence;
    return valence * NEGATION;
}

static bool follows_no(const struct token *t, size_t i)
{
    return (i > 0 && is(t - 1, PART_NO)) || (i > 1 && is(t - 2, PART_NO)) ||
           (i > 2 && is(t - 3, PART_NO) && (is(t - 1, PART_OR) || is(t - 1, PART_NOR)));
}

static double valence_of(const struct vader_desk *desk, size_t i, bool caps_tell)
{
    static const double    fade[] = {1, BOOST_AT_2, BOOST_AT_3};
    const struct token    *t      = &desk->token[i];
    size_t                 behind = desk->count - 1 - i;
    double                 valence = t->word->valence;
    if (t->word->boost != 0 || !t->word->rated) return 0;
    if (is(t, PART_KIND) && behind > 0 && is(t + 1, PART_OF)) return 0;
    if (is(t, PART_NO) && behind > 0 && t[1].word->rated) valence = 0;
    if (follows_no(t, i)) valence = t->word->valence * NEGATION;
    if (t->upper && caps_tell) valence += valence > 0 ? CAPS : -CAPS;
    for (int distance = 1; distance <= 3 && (size_t)distance <= i; distance++) {
        if ((t - distance)->word->rated) continue;
        valence += boost_of(t - distance, valence, caps_tell) * fade[distance - 1];
        valence = negate(t, distance, valence);
        if (distance == 3) valence = special(t, behind, valence);
    }
    return least(t, i, valence);
}

/* Upstream changes the list while it goes through it, and looks each value up by its first occurrence: a value that occurs twice
 * may be weighed twice in one place. */
static void weigh_but(struct vader_desk *desk)
{
    size_t but = 0;
    while (but < desk->count && !is(&desk->token[but], PART_BUT)) but++;
    if (but == desk->count) return;
    for (size_t k = 0; k < desk->count; k++) {
        double value = desk->value[k];
        size_t first = 0;
        if (value == 0) continue;                       /* weighed or not, it stays 0 */
        while (desk->value[first] != value) first++;
        if (first < but) desk->value[first] = value * BEFORE_BUT;
        if (first > but) desk->value[first] = value * BEHIND_BUT;
    }
}

static double emphasis(struct slice text)
{
    size_t exclamations = 0, questions = 0;
    for (size_t i = 0; i < text.size; i++) {
        exclamations += text.at[i] == '!';
        questions    += text.at[i] == '?';
    }
    double asked = questions < 2 ? 0 : questions <= QUESTIONS_FEW ? (double)questions * QUESTION : QUESTIONS_MANY;
    return (double)(exclamations < EXCLAMATIONS_MAX ? exclamations : EXCLAMATIONS_MAX) * EXCLAMATION + asked;
}

/* The product's rounding error is known exactly, and decides what lies beside a tie. */
double round_decimal(double x, int digits)
{
    static const double scales[] = {1, 10, 100, 1000, 10000};
    double scale = scales[digits], scaled = x * scale, error = fma(x, scale, -scaled), whole = rint(scaled), left = scaled - whole;
    if (left == 0.5 && error > 0) whole++;
    if (left == -0.5 && error < 0) whole--;
    return whole / scale;
}

static struct vader_score sum(const struct vader_desk *desk, double emphasised)
{
    double total = 0, pos = 0, neg = 0, neutral = 0;
    if (desk->count == 0) return (struct vader_score){0};
    for (size_t i = 0; i < desk->count; i++) {
        double value = desk->value[i];
        total += value;
        if (value > 0)      pos += value + 1;
        else if (value < 0) neg += value - 1;
        else                neutral++;
    }
    if (total > 0)      total += emphasised;
    else if (total < 0) total -= emphasised;
    if (pos > fabs(neg))      pos += emphasised;
    else if (pos < fabs(neg)) neg -= emphasised;
    double all = pos + fabs(neg) + neutral, compound = total / sqrt(total * total + ALPHA);
    return (struct vader_score){round_decimal(fabs(neg / all), 3), round_decimal(fabs(neutral / all), 3), round_decimal(fabs(pos / all), 3),
                                round_decimal(fmin(fmax(compound, -1), 1), 4)};
}

err vader_score(const struct vader *v, struct vader_desk *desk, struct slice text, struct vader_score *ret)
{
    if (text.size > VADER_TEXT_SIZE_MAX)
        return fail(desk->c, ERR_LIMIT, "a text of %zu bytes is scored at once; the most is %d: split it into sentences", text.size, VADER_TEXT_SIZE_MAX);
    if (!utf8_is_ascii(text)) {
        size_t valid = utf8_valid(text);
        if (valid < text.size) return fail(desk->c, ERR_DATA, "the text is not UTF-8: byte %zu", valid);
        TRY(describe_emoji(v, desk, &text));
    }
    TRY(split(v, desk, text));
    if (v->has_phrases) join_phrases(v, desk);
    bool caps_tell = some_upper(desk);
    for (size_t i = 0; i < desk->count; i++) desk->value[i] = valence_of(desk, i, caps_tell);
    weigh_but(desk);
    *ret = sum(desk, emphasis(text));
    return OK;
}
