/* The reader of safetensors: what is right, and what somebody may have made wrong on purpose. */
#include "nlp/safetensors.h"

#include <math.h>

#include "../check.h"
#include "../scratch.h"
#include "base/text.h"

enum { MEMORY = 64 << 20, DATA = 16 };

/* Eight bytes of size, the header, DATA bytes of data. */
static err open_file(struct ctx *c, const char *header, uint64_t said_size, struct tensors *ret)
{
    struct text file = {.c = c};
    text_put_slice(&file, (struct slice){(char *)&said_size, sizeof said_size});
    text_put(&file, header);
    text_put_slice(&file, (struct slice){"\0\0\x80\x3f\0\0\0\xc0\x80\x3f\0\x3c\1\0\0\x7c", DATA});
    TRY(text_done(&file));
    return safetensors_open(c, "model.safetensors", text_slice(&file), ret);
}

TEST(safetensors_reads_three_kinds)
{
    static const char header[] = "{\"__metadata__\":{\"format\":\"pt\"},\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                                 "\"b\":{\"dtype\":\"BF16\",\"shape\":[1,1],\"data_offsets\":[8,10]},\"c\":{\"data_offsets\":[10,16],\"shape\":[3],\"dtype\":\"F16\"},"
                                 "\"none\":{\"dtype\":\"I64\",\"shape\":[0,7],\"data_offsets\":[16,16]}}   ";
    AUTO_CTX       c = {0};
    struct tensors t;
    float          x[3];
    ctx_open(&c, MEMORY);
    NEED(open_file(&c, header, sizeof header - 1, &t) == OK, "%s", c.note);
    NEED(t.count == 4 && tensors_find(&t, "a") && tensors_find(&t, "b") && tensors_find(&t, "c") && !tensors_find(&t, "d"));
    tensor_floats(tensors_find(&t, "a"), 0, 2, x);
    CHECK(x[0] == 1 && x[1] == -2);
    tensor_floats(tensors_find(&t, "b"), 0, 1, x);
    CHECK(x[0] == 1);
    tensor_floats(tensors_find(&t, "c"), 0, 3, x);
    CHECK(x[0] == 1 && x[1] == 0x1p-24f && isinf(x[2]), "%g %g %g", (double)x[0], (double)x[1], (double)x[2]);
    CHECK(tensors_find(&t, "b")->dimensions == 2 && tensors_find(&t, "none")->kind == TENSOR_OTHER);
}

#define T(dtype, shape, from, to) "{\"dtype\":\"" dtype "\",\"shape\":" shape ",\"data_offsets\":[" from "," to "]}"

TEST(safetensors_refuses_what_is_wrong)
{
    static const struct { const char *header, *story; } bad[] = {
        {"", "JSON"},
        {"[]", "JSON"},
        {"{\"a\":" T("F32", "[2]", "0", "8"), "JSON"},
        {"{\"a\":3}", "JSON"},
        {"{\"a\":{}}", "dtype"},
        {"{\"a\":" T("Q4", "[2]", "0", "8") "}", "Q4"},
        {"{\"a\":" T("F32", "[2]", "8", "0") "}", "bytes 8 to 0"},
        {"{\"a\":" T("F32", "[4]", "8", "24") "}", "bytes 8 to 24 of 16"},
        {"{\"a\":" T("F32", "[2]", "-8", "0") "}", "not as it should be"},
        {"{\"a\":" T("F32", "[2]", "0", "18446744073709551624") "}", "not as it should be"},
        {"{\"a\":" T("F32", "[3]", "0", "8") "}", "not what its shape takes"},
        {"{\"a\":" T("F32", "[4611686018427387904,4]", "0", "0") "}", "not what its shape takes"},
        {"{\"a\":" T("F32", "[1.5]", "0", "8") "}", "not as it should be"},
        {"{\"a\":" T("F32", "[1,1,1,1,1,1,1,1,2]", "0", "8") "}", "not as it should be"},
        {"{\"a\":" T("F32", "[2]", "0", "8") ",\"b\":" T("F32", "[2]", "4", "12") "}", "overlap"},
        {"{\"a\":" T("F32", "[2]", "0", "8") ",\"a\":" T("F32", "[2]", "8", "16") "}", "twice"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        AUTO_CTX       c = {0};
        struct tensors t;
        ctx_open(&c, MEMORY);
        CHECK(open_file(&c, bad[i].header, strlen(bad[i].header), &t) == ERR_DATA && strstr(c.note, bad[i].story) && strstr(c.note, "model.safetensors"), "%s: %s",
              bad[i].header, c.note);
    }
}

TEST(safetensors_refuses_sizes_that_cannot_be)
{
    static const uint64_t sizes[] = {3, 1 << 20, 1ull << 63, UINT64_MAX};
    AUTO_CTX              c       = {0};
    struct tensors        t;
    char                 *large;
    uint64_t              header = TENSOR_HEADER_SIZE_MAX + 1;
    ctx_open(&c, MEMORY);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) CHECK(open_file(&c, "{}", sizes[i], &t) == ERR_DATA, "%llu: %s", (unsigned long long)sizes[i], c.note);
    for (size_t size = 0; size < 8; size++) CHECK(safetensors_open(&c, "short", (struct slice){"\2\0\0\0\0\0\0\0", size}, &t) == ERR_DATA, "%s", c.note);
    NEED(NEW(&c, large, sizeof header + header) == OK);
    memcpy(large, &header, sizeof header);
    CHECK(safetensors_open(&c, "large", (struct slice){large, sizeof header + header}, &t) == ERR_LIMIT, "%s", c.note);
}
