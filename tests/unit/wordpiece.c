/* The tokenizer by small examples; tests/oracle/wordpiece.c holds it to Hugging Face's on real sentences. */
#include "nlp/wordpiece.h"

#include "../check.h"
#include "../scratch.h"
#include "base/text.h"

enum { MEMORY = 64 << 20, IDS_MAX = 4096 };

static const char VOCABULARY[] = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nun\n##aff\n##able\naffable\n,\n!\na\n##a\n\u4e2d\n\u03c3\ncafe\nCafe\nunaffected\n\u1112\n##\u1161\n##\u11ab\n";

static const struct wordpiece_options BERT = {true, true, true, true, WORD_RUNES_MAX};

/* The pieces of a text by their names, parted by blanks. */
static const char *pieces(struct ctx *c, const struct wordpiece *w, struct slice text)
{
    static int32_t ids[IDS_MAX];
    struct text    out   = {.c = c};
    size_t         count = wordpiece_ids(w, text, ids);
    CHECK(count <= text.size, "%zu of %zu bytes", count, text.size);
    for (size_t i = 0; i < count; i++) {
        struct slice rest = slice_of(VOCABULARY), token = {0};
        for (int32_t k = 0; k <= ids[i]; k++) token = slice_cut(&rest, '\n');
        text_print(&out, "%s%.*s", i ? " " : "", (int)token.size, token.at);
    }
    return text_done(&out) == OK ? out.at : "";
}

static void check_with(struct wordpiece_options options, const char *text, const char *wanted)
{
    AUTO_CTX         c = {0};
    struct wordpiece w;
    ctx_open(&c, MEMORY);
    NEED(wordpiece_open_lines(&c, "vocab.txt", slice_of(VOCABULARY), options, &w) == OK, "%s", c.note);
    const char *got = pieces(&c, &w, slice_of(text));
    CHECK(strcmp(got, wanted) == 0, "'%s' gives '%s', not '%s'", text, got, wanted);
}

TEST(wordpiece_takes_the_longest_from_the_front)
{
    check_with(BERT, "unaffable", "un ##aff ##able");
    check_with(BERT, "UNAFFABLE, affable!", "un ##aff ##able , affable !");
    check_with(BERT, "unaffablex", "[UNK]");
    check_with(BERT, "", "");
    check_with(BERT, " \t\r\n ", "");
}

TEST(wordpiece_cleans_and_parts)
{
    check_with(BERT, "a\u200b\x01\ufffd\ue000" "a", "a ##a");           /* format, control, broken, private: gone, without a gap */
    check_with(BERT, "a\u00a0a\u2028" "a", "a a a");
    check_with(BERT, "a\u4e2d" "a", "a \u4e2d a");
    check_with(BERT, "a[SEP]a [sep]", "a [SEP] a [UNK] [UNK] [UNK]");
}

TEST(wordpiece_takes_accents_and_capitals_away)
{
    check_with(BERT, "CAF\u00c9 cafe\u0301", "cafe cafe");
    check_with(BERT, "\u03a3", "\u03c3");                               /* no final sigma: each character for itself */
    check_with(BERT, "\ud55c", "\u1112 ##\u1161 ##\u11ab");
    check_with((struct wordpiece_options){true, true, false, false, WORD_RUNES_MAX}, "Cafe cafe CAFE caf\u00e9", "Cafe cafe [UNK] [UNK]");
}

TEST(wordpiece_word_that_is_too_long_is_unknown)
{
    char text[2 * WORD_RUNES_MAX];
    for (size_t size = WORD_RUNES_MAX - 1; size <= WORD_RUNES_MAX + 1; size++) {
        AUTO_CTX         c = {0};
        struct wordpiece w;
        int32_t          ids[2 * WORD_RUNES_MAX];
        ctx_open(&c, MEMORY);
        memset(text, 'a', size);
        NEED(wordpiece_open_lines(&c, "vocab.txt", slice_of(VOCABULARY), BERT, &w) == OK, "%s", c.note);
        size_t count = wordpiece_ids(&w, (struct slice){text, size}, ids);
        CHECK(count == (size > WORD_RUNES_MAX ? 1 : size), "%zu for %zu", count, size);
        CHECK(size <= WORD_RUNES_MAX || ids[0] == w.unknown);
    }
}

static const char JSON_HEAD[] = "{\"added_tokens\":[{\"id\":2,\"content\":\"[CLS]\",\"special\":true,\"normalized\":false}],\"normalizer\":{\"type\":\"BertNormalizer\",\"lowercase\":true},"
                                "\"pre_tokenizer\":{\"type\":\"BertPreTokenizer\"},\"model\":{\"type\":\"WordPiece\",\"unk_token\":\"[UNK]\",\"vocab\":";

static err open_json(struct ctx *c, const char *vocabulary, struct wordpiece *ret)
{
    char *file = ctx_print(c, "%s%s}}", JSON_HEAD, vocabulary);
    return wordpiece_open_json(c, "tokenizer.json", slice_of(file), ret);
}

TEST(wordpiece_reads_tokenizer_json)
{
    AUTO_CTX         c = {0};
    struct wordpiece w;
    int32_t          ids[32];
    ctx_open(&c, MEMORY);
    NEED(open_json(&c, "{\"[UNK]\":0,\"[CLS]\":2,\"[SEP]\":3,\"\\u0061\":1,\"##b\":4}", &w) == OK, "%s", c.note);
    CHECK(w.begin == 2 && w.end == 3 && w.unknown == 0 && w.id_max == 4 && w.options.strips_accents);
    CHECK(wordpiece_ids(&w, slice_of("\u00c1b[CLS]"), ids) == 3 && ids[0] == 1 && ids[1] == 4 && ids[2] == 2);
}

TEST(wordpiece_refuses_what_it_cannot_do)
{
    static const struct { const char *file, *story; } bad[] = {
        {"", "not JSON"},
        {"{}", "no vocabulary"},
        {"{\"model\":{\"type\":\"BPE\"}}", "BPE"},
        {"{\"model\":{\"vocab\":[]}}", "not an object"},
        {"{\"model\":{\"vocab\":{\"a\":0,\"a\":1}}}", "twice"},
        {"{\"model\":{\"vocab\":{\"a\":-1}}}", "token -1"},
        {"{\"model\":{\"vocab\":{\"a\":1e99}}}", "no number"},
        {"{\"normalizer\":{\"type\":\"NFC\"}}", "NFC"},
        {"{\"normalizer\":{\"lowercase\":3}}", "true or false"},
        {"{\"normalizer\":{},\"model\":{\"vocab\":{\"[UNK]\":0,\"[CLS]\":1}}}", "[SEP]"},
        {"{\"model\":{\"max_input_chars_per_word\":101}}", "101"},
        {"{\"normalizer\":{},\"added_tokens\":[{\"content\":\"x\",\"id\":3,\"lstrip\":true}],\"model\":{\"vocab\":{\"[UNK]\":0}}}", "lstrip"},
        {"{\"normalizer\":{},\"added_tokens\":[{\"id\":3}],\"model\":{\"vocab\":{\"[UNK]\":0}}}", "empty"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        AUTO_CTX         c = {0};
        struct wordpiece w;
        ctx_open(&c, MEMORY);
        CHECK(wordpiece_open_json(&c, "tokenizer.json", slice_of(bad[i].file), &w) == ERR_DATA && strstr(c.note, bad[i].story) && strstr(c.note, "tokenizer.json"),
              "%s: %s", bad[i].file, c.note);
    }
}
