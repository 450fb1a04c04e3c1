/* Any bytes as a safetensors file: whatever is accepted lies in the file, apart, and can be read as floats. */
#include "nlp/safetensors.h"

#include <stdint.h>

enum { MEMORY = 64 << 20, FLOATS_MAX = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool good)
{
    if (!good) abort();
}

static void check_tensor(const struct tensor *t, struct slice file)
{
    static float x[FLOATS_MAX];
    size_t       count = t->bytes.size / (t->kind == TENSOR_F32 ? sizeof(float) : sizeof(uint16_t));
    check(t->bytes.at >= file.at && t->bytes.at + t->bytes.size <= file.at + file.size);
    if (t->kind != TENSOR_OTHER) tensor_floats(t, 0, count < FLOATS_MAX ? count : FLOATS_MAX, x);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_CTX       c    = {0};
    struct slice   file = {(const char *)data, size};
    struct tensors t;
    ctx_open(&c, MEMORY);
    if (safetensors_open(&c, "fuzz", file, &t) != OK) {
        check(c.note[0]);
        return 0;
    }
    for (size_t i = 0; i < t.count; i++) {
        check_tensor(&t.at[i], file);
        check(i == 0 || t.at[i].begin >= t.at[i - 1].begin + t.at[i - 1].bytes.size);
    }
    return 0;
}
