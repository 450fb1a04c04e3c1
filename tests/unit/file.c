/* One stream of bytes whatever it comes from; a stream that was cut says so instead of ending early. */
#include "base/file.h"

#include <zlib.h>
#include <zstd.h>

#include "../check.h"
#include "../scratch.h"

enum { PLAIN_SIZE = 300000, PACKED_MAX = 2 * PLAIN_SIZE };

static char plain[PLAIN_SIZE];

/* Half noise, half something that packs to nothing: blocks of both kinds. */
static void make_plain(void)
{
    uint64_t seed = 4;
    for (size_t i = 0; i < PLAIN_SIZE; i++) plain[i] = i < PLAIN_SIZE / 2 ? (char)random_next(&seed) : (char)('a' + i / 50000);
    memcpy(plain, "date,close\n", 11);          /* begins like neither gzip nor zstd */
}

static size_t gzip(char *out, size_t room, const char *bytes, size_t size)
{
    z_stream z = {0};
    if (deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) return 0;
    z.next_in   = (unsigned char *)bytes;
    z.avail_in  = (unsigned)size;
    z.next_out  = (unsigned char *)out;
    z.avail_out = (unsigned)room;
    int code = deflate(&z, Z_FINISH);
    (void)deflateEnd(&z);
    return code == Z_STREAM_END ? room - z.avail_out : 0;
}

static size_t zstd(char *out, size_t room, const char *bytes, size_t size)
{
    size_t packed = ZSTD_compress(out, room, bytes, size, 3);
    return ZSTD_isError(packed) ? 0 : packed;
}

/* Reads an input to its end in steps of `step` bytes; what was read goes to out. */
static err drain(struct ctx *c, struct input *in, size_t step, char *out, size_t room, size_t *ret_size)
{
    size_t size = 0;
    for (size_t got_size = 1; got_size > 0; size += got_size) {
        TRY(input_read(c, in, out + size, step < room - size ? step : room - size, &got_size));
        if (size + got_size == room) return fail(c, ERR_LIMIT, "more came out than went in");
    }
    *ret_size = size;
    return OK;
}

static err unpack(struct slice packed, size_t step, char *out, size_t room, size_t *ret_size)
{
    AUTO_CTX   c = {0};
    AUTO_INPUT in = {0};
    ctx_open(&c, 4 << 20);
    TRY(input_open_memory(&c, &in, "memory", packed));
    return drain(&c, &in, step, out, room, ret_size);
}

TEST(input_gives_the_same_bytes_however_they_are_packed)
{
    static const size_t steps[] = {97, 4096, 100000, PLAIN_SIZE + 1};
    static char packed[4][PACKED_MAX], out[2 * PLAIN_SIZE + 2];
    make_plain();
    size_t sizes[4] = {PLAIN_SIZE, gzip(packed[1], PACKED_MAX, plain, PLAIN_SIZE), zstd(packed[2], PACKED_MAX, plain, PLAIN_SIZE), 0};
    memcpy(packed[0], plain, PLAIN_SIZE);
    sizes[3]  = gzip(packed[3], PACKED_MAX, plain, 1000);                /* two streams, one behind the other */
    sizes[3] += gzip(packed[3] + sizes[3], PACKED_MAX - sizes[3], plain + 1000, PLAIN_SIZE - 1000);
    for (size_t k = 0; k < 4; k++)
        for (size_t s = 0; s < sizeof steps / sizeof *steps; s++) {
            size_t size = 0;
            err    e    = unpack((struct slice){packed[k], sizes[k]}, steps[s], out, sizeof out, &size);
            CHECK(e == OK && size == PLAIN_SIZE && memcmp(out, plain, size) == 0, "packing %zu in steps of %zu: %s, %zu bytes", k, steps[s],
                  err_name(e), size);
        }
}

/* What packs to a few bytes is all consumed long before it has all come out. */
TEST(input_keeps_nothing_back_of_what_packs_well)
{
    static char zeros[PLAIN_SIZE], packed[2][4096], out[PLAIN_SIZE + 2];
    size_t sizes[2] = {gzip(packed[0], 4096, zeros, PLAIN_SIZE), zstd(packed[1], 4096, zeros, PLAIN_SIZE)};
    for (size_t k = 0; k < 2; k++)
        for (size_t step = 1; step < PLAIN_SIZE; step = step * 7 + 1) {
            size_t size = 0;
            err    e    = unpack((struct slice){packed[k], sizes[k]}, step, out, sizeof out, &size);
            CHECK(sizes[k] > 0 && e == OK && size == PLAIN_SIZE, "packing %zu in steps of %zu: %s, %zu bytes", k, step, err_name(e), size);
        }
}

TEST(input_glued_zstd_frames_are_one_stream)
{
    char   packed[8192], out[4096];
    size_t size = zstd(packed, sizeof packed, plain, 500), got_size = 0;
    size += zstd(packed + size, sizeof packed - size, "tail", 4);
    CHECK(unpack((struct slice){packed, size}, 100, out, sizeof out, &got_size) == OK && got_size == 504 && memcmp(out + 500, "tail", 4) == 0);
}

TEST(input_cut_anywhere_is_an_error)
{
    static char text[5000], packed[2][8192], out[8192];
    uint64_t seed = 8;
    for (size_t i = 0; i < sizeof text; i++) text[i] = (char)('0' + random_below(&seed, 10));
    size_t sizes[2] = {gzip(packed[0], sizeof packed[0], text, sizeof text), zstd(packed[1], sizeof packed[1], text, sizeof text)};
    for (size_t k = 0; k < 2; k++) {
        size_t passed = 0;
        for (size_t cut = 4; cut < sizes[k]; cut++) {           /* below four bytes nothing tells what it is */
            size_t size;
            err    e = unpack((struct slice){packed[k], cut}, 1000, out, sizeof out, &size);
            if (e != ERR_DATA) passed++;
        }
        CHECK(sizes[k] > 100 && passed == 0, "packing %zu: %zu cuts passed", k, passed);
        for (size_t at = 12; at < sizes[k]; at += 37) {         /* a flipped bit is an error or is seen by nobody; it never crashes */
            size_t size;
            packed[k][at] ^= 0x10;
            err e = unpack((struct slice){packed[k], sizes[k]}, 1000, out, sizeof out, &size);
            CHECK(e == OK || e == ERR_DATA || e == ERR_LIMIT);
            packed[k][at] ^= 0x10;
        }
    }
}

TEST(input_of_nothing_is_empty)
{
    char   out[16];
    size_t size = 42;
    CHECK(unpack((struct slice){NULL, 0}, 10, out, sizeof out, &size) == OK && size == 0);
    CHECK(unpack((struct slice){"x", 1}, 10, out, sizeof out, &size) == OK && size == 1 && out[0] == 'x');
}

TEST(input_opens_files_and_says_what_it_cannot_open)
{
    static char packed[PACKED_MAX], out[PLAIN_SIZE + 2];
    AUTO_SCRATCH s = {0};
    AUTO_CTX     c = {0};
    make_plain();
    ctx_open(&c, 8 << 20);
    NEED(scratch_open(&s));
    size_t packed_size = gzip(packed, PACKED_MAX, plain, PLAIN_SIZE), size = 0;
    char  *path = scratch_path(&s, "prices.csv.gz");
    CHECK(scratch_write(path, packed, packed_size));
    {
        AUTO_INPUT in = {0};
        CHECK(input_open_file(&c, &in, path) == OK && in.total_bytes == packed_size);
        CHECK(drain(&c, &in, 5000, out, sizeof out, &size) == OK && size == PLAIN_SIZE && memcmp(out, plain, size) == 0, "%s", c.note);
        CHECK(in.consumed_bytes == packed_size);
    }
    AUTO_INPUT folder = {0}, none = {0};
    CHECK(input_open_file(&c, &folder, s.folder) == ERR_FILE && strstr(c.note, "is a folder") != NULL, "%s", c.note);
    CHECK(input_open_file(&c, &none, scratch_path(&s, "none")) == ERR_FILE && strstr(c.note, "none") != NULL, "%s", c.note);
}

TEST(files_are_read_up_to_a_limit_and_folders_made_with_parents)
{
    AUTO_SCRATCH s = {0};
    AUTO_CTX     c = {0};
    struct slice bytes;
    ctx_open(&c, 1 << 20);
    NEED(scratch_open(&s));
    char *deep = ctx_copy(&c, slice_of(scratch_path(&s, "a/b/c")));
    CHECK(dir_make(&c, deep) == OK && file_exists(deep) && dir_make(&c, deep) == OK);
    char *path = ctx_copy(&c, slice_of(scratch_path(&s, "a/b/c/file")));
    CHECK(!file_exists(path) && scratch_write(path, "0123456789", 10) && file_exists(path));
    CHECK(file_read(&c, path, 10, &bytes) == OK && bytes.size == 10 && memcmp(bytes.at, "0123456789", 10) == 0);
    CHECK(file_read(&c, path, 9, &bytes) == ERR_LIMIT && strstr(c.note, "10 bytes") != NULL, "%s", c.note);
    CHECK(file_read(&c, scratch_path(&s, "none"), 9, &bytes) == ERR_FILE);
    CHECK(dir_make(&c, ctx_print(&c, "%s/under", path)) == ERR_FILE, "a file is no folder");
}
