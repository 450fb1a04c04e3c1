/* file.h - files and folders, and one stream of bytes whatever it comes from: a file, standard input, memory; plain, gzip
 * or zstd. Resources close themselves at the end of their scope. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdio.h>

#include "base/ctx.h"

void file_close(FILE **f);
#define AUTO_FILE __attribute__((cleanup(file_close))) FILE

err  file_read(struct ctx *c, const char *path, size_t size_max, struct slice *ret);

/* A file as it lies on the disk, read where it is touched; given back when the ctx closes. Who may have it truncated meanwhile must
 * not use this. */
err  file_map(struct ctx *c, const char *path, size_t size_max, struct slice *ret);
err  file_write(struct ctx *c, const char *path, struct slice bytes);   /* anew, and on the disk when it returns OK */
err  dir_make(struct ctx *c, const char *path);         /* with its parents; it may exist */
bool file_exists(const char *path);

struct input {                  /* open it zeroed; bytes come decompressed */
    FILE        *file;
    struct slice memory;        /* what is left, when it comes from memory */
    const char  *name;
    char        *raw;           /* compressed bytes read and not yet used */
    size_t       raw_at, raw_size;
    struct codec *codec;
    size_t       consumed_bytes, total_bytes;   /* compressed; total is 0 when unknown */
    bool         ended;
};

err  input_open_file(struct ctx *c, struct input *in, const char *path);        /* "-" is standard input */
err  input_open_memory(struct ctx *c, struct input *in, const char *name, struct slice bytes);
err  input_read(struct ctx *c, struct input *in, char *at, size_t room, size_t *ret_size);   /* 0 at the end */
void input_close(struct input *in);
#define AUTO_INPUT __attribute__((cleanup(input_close))) struct input

#endif
