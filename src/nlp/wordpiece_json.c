/* tokenizer.json, as Hugging Face's library writes it for BERT. What it can ask for and we cannot do is refused, not passed over. */
#include <stdint.h>

#include "base/number.h"
#include "nlp/wordpiece_build.h"
#include "shape/json.h"

struct file {
    struct ctx       *c;
    const char       *name;
    struct wordpiece *w;
    struct slice      unknown;
    bool              accents_said, has_model, has_normalizer;
};

#define WRONG(f, format, ...) fail((f)->c, ERR_DATA, "%s: " format, (f)->name __VA_OPT__(,) __VA_ARGS__)

/* true, false or null; `usual` stands for null. */
static err read_flag(struct file *f, struct json *j, bool usual, bool *ret)
{
    enum json_kind kind = json_peek(j);
    if (kind != JSON_TRUE && kind != JSON_FALSE && kind != JSON_NULL) return WRONG(f, "true or false is wanted at byte %zu", (size_t)(j->at - j->start));
    *ret = kind == JSON_NULL ? usual : kind == JSON_TRUE;
    json_skip(j);
    return OK;
}

/* Reads a member that has to hold one text, and nothing else. */
static err want(struct file *f, struct json *j, const char *what, const char *wanted)
{
    struct slice text;
    if (!json_string(f->c, j, &text)) return json_end(f->c, j);
    if (slice_is(text, wanted)) return OK;
    return WRONG(f, "its %s is '%.*s', not %s", what, (int)(text.size < 40 ? text.size : 40), text.at, wanted);
}

static err read_normalizer(struct file *f, struct json *j)
{
    struct wordpiece_options *o = &f->w->options;
    struct slice              member;
    f->has_normalizer = true;
    if (!json_enter(j, '{')) return json_end(f->c, j);
    while (json_member(f->c, j, &member)) {
        if (slice_is(member, "type"))                      TRY(want(f, j, "normalizer", "BertNormalizer"));
        else if (slice_is(member, "clean_text"))           TRY(read_flag(f, j, true, &o->cleans));
        else if (slice_is(member, "handle_chinese_chars")) TRY(read_flag(f, j, true, &o->splits_chinese));
        else if (slice_is(member, "lowercase"))            TRY(read_flag(f, j, true, &o->lowers));
        else if (slice_is(member, "strip_accents")) {
            f->accents_said = json_peek(j) != JSON_NULL;
            TRY(read_flag(f, j, false, &o->strips_accents));
        } else json_skip(j);
    }
    return OK;
}

static err read_pre_tokenizer(struct file *f, struct json *j)
{
    struct slice member;
    if (!json_enter(j, '{')) return json_end(f->c, j);
    while (json_member(f->c, j, &member))
        if (slice_is(member, "type")) TRY(want(f, j, "pre_tokenizer", "BertPreTokenizer"));
        else json_skip(j);
    return OK;
}

static err read_id(struct file *f, struct json *j, int64_t *ret)
{
    struct slice text;
    if (json_number(j, &text) && int_read(text, ret)) return OK;
    return WRONG(f, "no number of a token at byte %zu", (size_t)(j->at - j->start));
}

/* The vocabulary is walked twice, because the table is made for its size. */
static err read_vocabulary(struct file *f, struct json *j)
{
    struct json  ahead = *j;
    struct slice token;
    size_t       count = 0;
    int64_t      id;
    if (json_peek(j) != JSON_OBJECT) return WRONG(f, "its vocabulary is not an object");
    if (f->w->table) return WRONG(f, "it has two vocabularies");
    if (json_enter(&ahead, '{'))
        for (; json_member(f->c, &ahead, &token); count++) json_skip(&ahead);
    if (ahead.wrong) return json_end(f->c, &ahead);
    TRY(wordpiece_begin(f->c, f->name, count, f->w));
    (void)json_enter(j, '{');                           /* as it was ahead */
    while (json_member(f->c, j, &token)) {
        TRY(read_id(f, j, &id));
        if (wordpiece_find(f->w, token) >= 0) return WRONG(f, "token %lld is there twice", (long long)id);
        TRY(wordpiece_add(f->c, f->name, f->w, token, id));
    }
    return OK;
}

static err read_model(struct file *f, struct json *j)
{
    struct slice member;
    int64_t      runes;
    f->has_model = true;
    if (!json_enter(j, '{')) return json_end(f->c, j);
    while (json_member(f->c, j, &member)) {
        if (slice_is(member, "type"))                           TRY(want(f, j, "model", "WordPiece"));
        else if (slice_is(member, "continuing_subword_prefix")) TRY(want(f, j, "sign of a piece that continues a word", "##"));
        else if (slice_is(member, "vocab"))                     TRY(read_vocabulary(f, j));
        else if (slice_is(member, "unk_token")) {
            if (!json_string(f->c, j, &f->unknown)) return json_end(f->c, j);
        } else if (slice_is(member, "max_input_chars_per_word")) {
            TRY(read_id(f, j, &runes));
            if (runes < 1 || runes > WORD_RUNES_MAX) return WRONG(f, "words of at most %lld characters; 1 to %d can be done", (long long)runes, WORD_RUNES_MAX);
            f->w->options.word_runes_max = (size_t)runes;
        } else json_skip(j);
    }
    return OK;
}

static err read_added(struct file *f, struct json *j)
{
    struct slice member, content = {0};
    int64_t      id      = -1;
    bool         special = false, flag;
    if (!json_enter(j, '{')) return json_end(f->c, j);
    while (json_member(f->c, j, &member)) {
        if (slice_is(member, "content")) {
            if (!json_string(f->c, j, &content)) return json_end(f->c, j);
        } else if (slice_is(member, "id"))      TRY(read_id(f, j, &id));
        else if (slice_is(member, "special"))   TRY(read_flag(f, j, false, &special));
        else if (slice_is(member, "single_word") || slice_is(member, "lstrip") || slice_is(member, "rstrip") || slice_is(member, "normalized")) {
            TRY(read_flag(f, j, false, &flag));
            if (flag) return WRONG(f, "an added token with '%.*s' cannot be done", (int)member.size, member.at);
        } else json_skip(j);
    }
    if (j->wrong) return OK;
    return wordpiece_add_special(f->c, f->name, f->w, content, id);
}

static err read_all_added(struct file *f, struct json *j)
{
    if (!json_enter(j, '[')) return json_end(f->c, j);
    while (json_item(j)) TRY(read_added(f, j));
    return OK;
}

static err read_parts(struct file *f, struct slice bytes)
{
    struct json  j     = json_of(bytes), added = {0};
    struct slice member;
    if (!json_enter(&j, '{')) return json_end(f->c, &j);
    while (json_member(f->c, &j, &member)) {
        if (slice_is(member, "normalizer"))         TRY(read_normalizer(f, &j));
        else if (slice_is(member, "pre_tokenizer")) TRY(read_pre_tokenizer(f, &j));
        else if (slice_is(member, "model"))         TRY(read_model(f, &j));
        else if (slice_is(member, "added_tokens"))  added = j, json_skip(&j);
        else json_skip(&j);
    }
    TRY(json_end(f->c, &j));
    if (!f->has_model || !f->w->table) return WRONG(f, "it has no vocabulary");
    if (!f->has_normalizer) return WRONG(f, "it has no normalizer");
    if (added.at) TRY(read_all_added(f, &added));       /* behind the vocabulary, wherever they stand */
    return OK;
}

err wordpiece_open_json(struct ctx *c, const char *name, struct slice bytes, struct wordpiece *ret)
{
    struct wordpiece w = {.options = {true, true, false, true, WORD_RUNES_MAX}};
    struct file      f = {.c = c, .name = name, .w = &w, .unknown = slice_of("[UNK]")};
    err              e = read_parts(&f, bytes);
    if (e == ERR_USAGE) return WRONG(&f, "%s", ctx_print(c, "%s", c->note));
    TRY(e);
    if (!f.accents_said) w.options.strips_accents = w.options.lowers;
    TRY(wordpiece_end(c, name, &w, f.unknown));
    *ret = w;
    return OK;
}
