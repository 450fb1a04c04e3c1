/* Any bytes as tokenizer.json and as config.json: refused with a story, or opened and good for any text. */
#include <stdint.h>

#include "nlp/bert_config.h"
#include "nlp/unicode.h"
#include "nlp/wordpiece.h"

enum { MEMORY = 256 << 20, TEXT_MAX = 256 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool good)
{
    if (!good) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_CTX           c    = {0};
    struct slice       file = {(const char *)data, size};
    struct wordpiece   w;
    struct bert_config config;
    int32_t            ids[TEXT_MAX];
    ctx_open(&c, MEMORY);
    check(bert_config_read(&c, "config.json", file, &config) == OK ? config.hidden % config.heads == 0 : c.note[0] != 0);
    if (wordpiece_open_json(&c, "tokenizer.json", file, &w) != OK) {
        check(c.note[0]);
        return 0;
    }
    struct slice text = {file.at, size < TEXT_MAX ? size : TEXT_MAX};
    text.size = utf8_valid(text);
    size_t count = wordpiece_ids(&w, text, ids);
    check(count <= text.size);
    for (size_t i = 0; i < count; i++) check(ids[i] >= 0 && ids[i] <= w.id_max);
    return 0;
}
