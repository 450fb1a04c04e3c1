/* Any text under three tokenizers: every token is of the vocabulary, there are no more than bytes, and a text that is cut at a blank has
 * the tokens of its parts. */
#include <stdint.h>

#include "base/file.h"
#include "nlp/unicode.h"
#include "nlp/wordpiece.h"

enum { MEMORY = 64 << 20, TEXT_MAX = 1 << 16 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct wordpiece tokenizers[3];

static void check(bool good)
{
    if (!good) abort();
}

static void open_all(void)
{
    static struct ctx c;
    struct slice      file;
    ctx_open(&c, MEMORY);
    check(file_read(&c, "tests/data/model/vocab.txt", TOKENIZER_SIZE_MAX, &file) == OK);
    for (int i = 0; i < 3; i++)
        check(wordpiece_open_lines(&c, "vocab.txt", file, (struct wordpiece_options){i != 1, i != 2, i == 0, i != 1, i == 2 ? 3 : WORD_RUNES_MAX}, &tokenizers[i]) == OK);
}

static void check_text(const struct wordpiece *w, struct slice text)
{
    static int32_t ids[TEXT_MAX], parts[TEXT_MAX + 1];
    size_t         count = wordpiece_ids(w, text, ids);
    const char    *blank = memchr(text.at, ' ', text.size);
    check(count <= text.size);
    for (size_t i = 0; i < count; i++) check(ids[i] >= 0 && ids[i] <= w->id_max);
    if (!blank) return;
    size_t first = (size_t)(blank - text.at), found = wordpiece_ids(w, (struct slice){text.at, first}, parts);
    found += wordpiece_ids(w, (struct slice){blank, text.size - first}, parts + found);
    check(found == count && memcmp(ids, parts, count * sizeof *ids) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice text = {(const char *)data, size < TEXT_MAX ? size : TEXT_MAX};
    if (tokenizers[0].room == 0) open_all();
    text.size = utf8_valid(text);
    if (text.size == 0) return 0;
    for (int i = 0; i < 3; i++) check_text(&tokenizers[i], text);
    return 0;
}
