/* Runs a fuzz target over the files and folders named, so that what was once found stays found: no fuzzer is needed. */
#include <dirent.h>
#include <stdint.h>

#include "base/file.h"

enum { MEMORY = 64 << 20, FILE_SIZE_MAX = 16 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The bytes lie in memory of their own, so that a step too far is seen. */
static bool run_file(const char *path)
{
    AUTO_CTX     c;
    struct slice bytes;
    ctx_open(&c, MEMORY);
    if (file_read(&c, path, FILE_SIZE_MAX, &bytes) != OK) {
        fprintf(stderr, "%s\n", c.note);
        return false;
    }
    uint8_t *copy = malloc(bytes.size + !bytes.size);
    if (!copy) return false;
    if (bytes.size) memcpy(copy, bytes.at, bytes.size);
    (void)LLVMFuzzerTestOneInput(copy, bytes.size);             /* it answers 0; what is wrong aborts */
    free(copy);
    return true;
}

static bool run_folder(const char *path, size_t *count)
{
    DIR *folder = opendir(path);
    bool good   = true;
    for (const struct dirent *d = folder ? readdir(folder) : NULL; d && good; d = readdir(folder)) {
        AUTO_CTX c;
        ctx_open(&c, MEMORY);
        if (d->d_name[0] == '.') continue;
        char *file = ctx_print(&c, "%s/%s", path, d->d_name);
        good = file && run_file(file);
        *count += good;
    }
    if (folder) closedir(folder);
    return good;
}

int main(int argc, char **argv)
{
    size_t count = 0;
    for (int i = 1; i < argc; i++) {
        DIR *folder = opendir(argv[i]);
        bool good   = folder || !file_exists(argv[i]) ? run_folder(argv[i], &count) : run_file(argv[i]) && ++count;
        if (folder) closedir(folder);
        if (!good) return 1;
    }
    const char *slash = strrchr(argv[0], '/');
    printf("%s: %zu inputs\n", slash ? slash + 1 : argv[0], count);
    return 0;
}
