#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

enum { RAW_SIZE = 256 * 1024 };

struct codec {                  /* one of the two, or neither for plain bytes */
    ZSTD_DStream *zstd;
    z_stream      gzip;
    bool          gzip_open, mid_frame;
};

void file_close(FILE **f)
{
    if (*f) (void)fclose(*f);   /* read side only: a writer checks fclose itself */
    *f = NULL;
}

bool file_exists(const char *path) { return access(path, F_OK) == 0; }

err file_read(struct ctx *c, const char *path, size_t size_max, struct slice *ret)
{
    AUTO_FILE *f = fopen(path, "rb");
    struct stat st;
    if (!f || fstat(fileno(f), &st) != 0) return fail(c, ERR_FILE, "%s: %s", path, strerror(errno));
    if ((size_t)st.st_size > size_max)
        return fail(c, ERR_LIMIT, "%s has %lld bytes; at most %zu are read", path, (long long)st.st_size, size_max);
    char *bytes;
    TRY(NEW(c, bytes, (size_t)st.st_size + 1));
    size_t size = fread(bytes, 1, (size_t)st.st_size, f);
    if (ferror(f)) return fail(c, ERR_FILE, "%s: %s", path, strerror(errno));
    *ret = (struct slice){bytes, size};
    return OK;
}

struct mapping {
    void  *at;
    size_t size;
};

static void unmap(void *arg)
{
    struct mapping *m = arg;
    (void)munmap(m->at, m->size);                       /* fails only for what is no mapping */
}

static void fd_close(const int *fd)
{
    if (*fd >= 0) (void)close(*fd);                     /* read, or flushed before */
}

err file_map(struct ctx *c, const char *path, size_t size_max, struct slice *ret)
{
    __attribute__((cleanup(fd_close))) int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct mapping *m;
    struct stat     st;
    if (fd < 0 || fstat(fd, &st) != 0) return fail(c, ERR_FILE, "%s: %s", path, strerror(errno));
    if (!S_ISREG(st.st_mode)) return fail(c, ERR_FILE, "%s is no plain file", path);
    if ((size_t)st.st_size > size_max) return fail(c, ERR_LIMIT, "%s has %lld bytes; at most %zu are read", path, (long long)st.st_size, size_max);
    *ret = (struct slice){0};
    if (st.st_size == 0) return OK;
    TRY(NEW(c, m, 1));
    *m = (struct mapping){mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0), (size_t)st.st_size};
    if (m->at == MAP_FAILED) return fail(c, ERR_FILE, "%s: %s", path, strerror(errno));
    TRY(ctx_on_close(c, unmap, m));
    *ret = (struct slice){m->at, m->size};
    return OK;
}

err file_write(struct ctx *c, const char *path, struct slice bytes)
{
    __attribute__((cleanup(fd_close))) int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0) return fail(c, ERR_FILE, "%s: %s", path, strerror(errno));
    while (bytes.size) {
        ssize_t done = write(fd, bytes.at, bytes.size);
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return fail(c, ERR_FILE, "%s: %s", path, strerror(errno));
        bytes.at   += done;
        bytes.size -= (size_t)done;
    }
    return fsync(fd) == 0 ? OK : fail(c, ERR_FILE, "%s: %s", path, strerror(errno));
}

err dir_make(struct ctx *c, const char *path)
{
    char *copy = ctx_copy(c, slice_of(path));
    if (!copy) return ERR_NOMEM;
    for (char *p = copy + 1; *p; p++) {
        if (*p != '/') continue;
        *p = 0;
        if (mkdir(copy, 0755) != 0 && errno != EEXIST) return fail(c, ERR_FILE, "%s: %s", copy, strerror(errno));
        *p = '/';
    }
    if (mkdir(copy, 0755) != 0 && errno != EEXIST) return fail(c, ERR_FILE, "%s: %s", copy, strerror(errno));
    return OK;
}

static err fill(struct ctx *c, struct input *in)
{
    if (in->raw_at < in->raw_size) return OK;
    in->raw_at = in->raw_size = 0;
    if (in->file) {
        in->raw_size = fread(in->raw, 1, RAW_SIZE, in->file);
        if (ferror(in->file)) return fail(c, ERR_FILE, "%s: %s", in->name, strerror(errno));
    } else {
        in->raw_size = in->memory.size < RAW_SIZE ? in->memory.size : RAW_SIZE;
        if (in->raw_size == 0) return OK;
        memcpy(in->raw, in->memory.at, in->raw_size);
        in->memory.at   += in->raw_size;
        in->memory.size -= in->raw_size;
    }
    in->consumed_bytes += in->raw_size;
    return OK;
}

/* Tell gzip and zstd by their first bytes; anything else is plain. */
static err sniff(struct ctx *c, struct input *in)
{
    TRY(NEW(c, in->raw, RAW_SIZE));
    TRY(NEW(c, in->codec, 1));
    TRY(fill(c, in));
    if (in->raw_size >= 4 && memcmp(in->raw, "\x28\xb5\x2f\xfd", 4) == 0) {
        in->codec->zstd = ZSTD_createDStream();
        if (!in->codec->zstd) return fail(c, ERR_NOMEM, "%s: no memory for zstd", in->name);
    } else if (in->raw_size >= 2 && memcmp(in->raw, "\x1f\x8b", 2) == 0) {
        if (inflateInit2(&in->codec->gzip, 15 + 16) != Z_OK) return fail(c, ERR_NOMEM, "%s: no memory for gzip", in->name);
        in->codec->gzip_open = true;
    }
    return OK;
}

err input_open_file(struct ctx *c, struct input *in, const char *path)
{
    struct stat st;
    in->name = path;
    in->file = strcmp(path, "-") == 0 ? fdopen(dup(STDIN_FILENO), "rb") : fopen(path, "rb");
    if (!in->file) return fail(c, ERR_FILE, "%s: %s", path, strerror(errno));
    if (fstat(fileno(in->file), &st) != 0) return fail(c, ERR_FILE, "%s: %s", path, strerror(errno));
    if (S_ISDIR(st.st_mode)) return fail(c, ERR_FILE, "%s is a folder; name the files in it", path);
    if (S_ISREG(st.st_mode)) in->total_bytes = (size_t)st.st_size;
    return sniff(c, in);
}

err input_open_memory(struct ctx *c, struct input *in, const char *name, struct slice bytes)
{
    in->name        = name;
    in->memory      = bytes;
    in->total_bytes = bytes.size;
    return sniff(c, in);
}

static err read_zstd(struct ctx *c, struct input *in, char *at, size_t room, size_t *ret_size)
{
    ZSTD_outBuffer out = {at, room, 0};
    while (out.pos < room) {
        TRY(fill(c, in));
        if (in->raw_size == 0 && !in->codec->mid_frame) break;
        size_t        before = out.pos;
        ZSTD_inBuffer raw    = {in->raw, in->raw_size, in->raw_at};
        size_t        hint   = ZSTD_decompressStream(in->codec->zstd, &out, &raw);
        if (ZSTD_isError(hint)) return fail(c, ERR_DATA, "%s: broken zstd: %s", in->name, ZSTD_getErrorName(hint));
        in->raw_at           = raw.pos;
        in->codec->mid_frame = hint != 0;
        if (in->raw_size == 0 && out.pos == before) break;      /* a block that is all read may still be coming out */
    }
    if (out.pos == 0 && in->codec->mid_frame) return fail(c, ERR_DATA, "%s: the zstd stream ends too early", in->name);
    *ret_size = out.pos;
    return OK;
}

static err read_gzip(struct ctx *c, struct input *in, char *at, size_t room, size_t *ret_size)
{
    z_stream *z = &in->codec->gzip;
    z->next_out  = (unsigned char *)at;
    z->avail_out = (unsigned)room;
    while (z->avail_out > 0) {
        TRY(fill(c, in));
        if (in->raw_size == 0) break;
        z->next_in  = (unsigned char *)in->raw + in->raw_at;
        z->avail_in = (unsigned)(in->raw_size - in->raw_at);
        int code = inflate(z, Z_NO_FLUSH);
        in->raw_at           = in->raw_size - z->avail_in;
        in->codec->mid_frame = code != Z_STREAM_END;
        if (code == Z_STREAM_END) code = inflateReset(z);              /* gzip files may be glued together */
        if (code != Z_OK && code != Z_BUF_ERROR) return fail(c, ERR_DATA, "%s: broken gzip", in->name);
    }
    *ret_size = room - z->avail_out;
    if (*ret_size == 0 && in->codec->mid_frame) return fail(c, ERR_DATA, "%s: the gzip stream ends too early", in->name);
    return OK;
}

err input_read(struct ctx *c, struct input *in, char *at, size_t room, size_t *ret_size)
{
    if (in->codec->zstd)      return read_zstd(c, in, at, room, ret_size);
    if (in->codec->gzip_open) return read_gzip(c, in, at, room, ret_size);

    TRY(fill(c, in));
    size_t size = in->raw_size - in->raw_at < room ? in->raw_size - in->raw_at : room;
    if (size) memcpy(at, in->raw + in->raw_at, size);
    in->raw_at += size;
    *ret_size = size;
    return OK;
}

void input_close(struct input *in)
{
    if (in->codec && in->codec->zstd)      (void)ZSTD_freeDStream(in->codec->zstd);
    if (in->codec && in->codec->gzip_open) (void)inflateEnd(&in->codec->gzip);
    file_close(&in->file);
    *in = (struct input){0};
}
