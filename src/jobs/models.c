#include "jobs/models.h"

#include <dirent.h>
#include <errno.h>
#include <unistd.h>

#include "base/file.h"
#include "base/thread.h"
#include "nlp/scorer.h"

enum { WEIGHTS_SIZE_MAX = INT32_MAX, FOLDER_SIZE_MAX = 4096 };

static const char FOLDER[] = "models";

/* ---- Where they lie. ---- */

static const char *data_folder(const struct house *h) { return h->settings->data ? h->settings->data : "."; }

/* Beside the program as it was built, or where `make install` puts what goes with it. */
static err program_folders(struct ctx *c, const char *ret[3])
{
    static const char *const places[] = {"models", "../models", "../share/lumia/models"};
    char    program[FOLDER_SIZE_MAX];
    ssize_t size = readlink("/proc/self/exe", program, sizeof program);
    while (size > 0 && program[size - 1] != '/') size--;
    for (size_t i = 0; i < 3; i++) {
        ret[i] = ctx_print(c, "%.*s%s", size > 0 ? (int)size : 0, program, places[i]);
        if (!ret[i]) return ERR_NOMEM;
    }
    return OK;
}

struct found {
    struct ctx         *c;
    struct model_place *at;
    size_t              count;
};

static err add_folder(struct found *f, const char *folder, bool added)
{
    DIR *d = opendir(folder);
    err  e = OK;
    if (!d) return OK;                                  /* none there */
    for (const struct dirent *entry = readdir(d); entry && e == OK; entry = readdir(d)) {
        bool known = entry->d_name[0] == '.' || f->count == MODELS_MAX;
        for (size_t i = 0; i < f->count; i++) known = known || strcmp(f->at[i].name, entry->d_name) == 0;
        if (known) continue;
        struct model_place *p = &f->at[f->count];
        *p = (struct model_place){ctx_copy(f->c, slice_of(entry->d_name)), ctx_print(f->c, "%s/%s", folder, entry->d_name), added};
        char *config = p->folder ? ctx_print(f->c, "%s/config.json", p->folder) : NULL;
        e = p->name && config ? OK : ERR_NOMEM;
        if (e == OK && file_exists(config)) f->count++;
    }
    (void)closedir(d);
    return e;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct model_place *)a)->name, ((const struct model_place *)b)->name);
}

err models_list(struct ctx *c, const struct house *h, struct model_place **ret, size_t *ret_count)
{
    struct found f    = {.c = c};
    const char  *folders[3];
    char        *data = ctx_print(c, "%s/%s", data_folder(h), FOLDER);
    if (!data) return ERR_NOMEM;
    TRY(NEW(c, f.at, MODELS_MAX));
    TRY(program_folders(c, folders));
    TRY(add_folder(&f, data, true));
    for (size_t i = 0; i < 3; i++) TRY(add_folder(&f, folders[i], false));
    qsort(f.at, f.count, sizeof *f.at, by_name);
    *ret       = f.at;
    *ret_count = f.count;
    return OK;
}

err models_find(struct ctx *c, const struct house *h, const char *name, struct model_place *ret)
{
    struct model_place *places;
    struct text         names = {.c = c};
    size_t              count;
    TRY(models_list(c, h, &places, &count));
    for (size_t i = 0; i < count; i++) {
        *ret = places[i];
        if (strcmp(places[i].name, name) == 0) return OK;
        text_print(&names, "%s%s", i ? ", " : "", places[i].name);
    }
    TRY(text_done(&names));
    return fail(c, ERR_NOT_FOUND, "no model '%s' on this machine%s%s; `lumia model add FOLDER` brings one", name, count ? ", there is " : "", names.at);
}

/* ---- What is in them. ---- */

static err read_if(struct ctx *c, const char *folder, const char *name, size_t size_max, struct slice *ret)
{
    char *path = ctx_print(c, "%s/%s", folder, name);
    if (!path) return ERR_NOMEM;
    *ret = (struct slice){0};
    return file_exists(path) ? file_map(c, path, size_max, ret) : OK;
}

err models_read(struct ctx *c, const char *folder, struct model_files *ret)
{
    struct model_files f = {.folder = folder};
    TRY(read_if(c, folder, "config.json", BERT_CONFIG_SIZE_MAX, &f.config));
    TRY(read_if(c, folder, "model.safetensors", WEIGHTS_SIZE_MAX, &f.weights));
    TRY(read_if(c, folder, "tokenizer.json", TOKENIZER_SIZE_MAX, &f.tokenizer));
    if (f.tokenizer.size == 0) TRY(read_if(c, folder, "vocab.txt", TOKENIZER_SIZE_MAX, &f.vocabulary));
    TRY(read_if(c, folder, "tokenizer_config.json", BERT_CONFIG_SIZE_MAX, &f.tokenizer_config));
    if (f.config.size == 0) return fail(c, ERR_DATA, "%s: there is no config.json, or nothing in it", folder);
    if (f.weights.size == 0) return fail(c, ERR_DATA, "%s: there is no model.safetensors, or nothing in it", folder);
    if (f.tokenizer.size + f.vocabulary.size == 0) return fail(c, ERR_DATA, "%s: there is neither a tokenizer.json nor a vocab.txt with something in it", folder);
    *ret = f;
    return OK;
}

static enum precision precision_of(const struct house *h, int32_t precision)
{
    if (precision == CHOICE_NONE) precision = h->settings->model_precision;
    if (precision > 0) return (enum precision)(precision - 1);          /* the first choice is "auto" */
    return bert_kernel_is_native(PRECISION_BF16) ? PRECISION_BF16 : PRECISION_F32;
}

err models_open(struct ctx *c, const struct house *h, const char *name, struct slice head, int32_t precision, struct classifier *ret)
{
    struct model_place place;
    struct model_files files;
    TRY(models_find(c, h, name, &place));
    TRY(models_read(c, place.folder, &files));
    return classifier_open(c, &files, head, precision_of(h, precision), ret);
}

/* ---- Bringing and removing. ---- */

err models_check_name(struct ctx *c, const char *name)
{
    size_t size = strlen(name);
    bool   good = size > 0 && size <= MODEL_NAME_SIZE_MAX && name[0] != '.';
    for (size_t i = 0; i < size; i++) good = good && ((name[i] >= 'a' && name[i] <= 'z') || (name[i] >= '0' && name[i] <= '9') || strchr("-_.", name[i]));
    if (!good) return fail(c, ERR_INVALID, "'%s' is no name for a model: small letters, digits, - _ and . are", name);
    if (scorer_find(name)) return fail(c, ERR_INVALID, "'%s' is a scorer of the program; say another name", name);
    return OK;
}

static const char *const file_names[] = {"config.json", "model.safetensors", "tokenizer.json", "vocab.txt", "tokenizer_config.json"};

enum { FILES = sizeof file_names / sizeof *file_names };

struct paths { char *at[FILES + 1]; };  /* of the files of a model, then its folder */

static err paths_of(struct ctx *c, const char *folder, struct paths *ret)
{
    for (size_t i = 0; i < FILES; i++) TRY(got(ret->at[i] = ctx_print(c, "%s/%s", folder, file_names[i])));
    return got(ret->at[FILES] = ctx_copy(c, slice_of(folder)));
}

/* What is not there is no failure. */
static err forget_files(struct ctx *c, const struct paths *p)
{
    for (size_t i = 0; i <= FILES; i++)
        if (remove(p->at[i]) != 0 && errno != ENOENT) return fail(c, ERR_FILE, "%s: %s", p->at[i], strerror(errno));
    return OK;
}

static err forget_folder(struct ctx *c, const char *folder)
{
    struct paths paths;
    TRY(paths_of(c, folder, &paths));
    return forget_files(c, &paths);
}

static err copy_files(struct ctx *c, const char *folder, const struct model_files *files)
{
    const struct slice bytes[FILES] = {files->config, files->weights, files->tokenizer, files->vocabulary, files->tokenizer_config};
    TRY(dir_make(c, folder));
    for (size_t i = 0; i < FILES; i++) {
        char *path = ctx_print(c, "%s/%s", folder, file_names[i]);
        if (!path) return ERR_NOMEM;
        if (bytes[i].size) TRY(file_write(c, path, bytes[i]));
    }
    return OK;
}

static bool same_files(const struct model_files *a, const struct model_files *b)
{
    return slice_same(a->config, b->config) && slice_same(a->weights, b->weights) && slice_same(a->tokenizer, b->tokenizer) &&
           slice_same(a->vocabulary, b->vocabulary) && slice_same(a->tokenizer_config, b->tokenizer_config);
}

/* The very same under that name is no conflict: twice is the same as once. */
static err check_same(struct ctx *c, const char *name, const char *place, const struct model_files *files)
{
    struct model_files there;
    TRY(models_read(c, place, &there));
    return same_files(&there, files) ? OK : fail(c, ERR_CONFLICT, "there is another model '%s' already; remove it, or say another --name", name);
}

err models_add(struct ctx *c, const struct house *h, const char *name, const struct model_files *files)
{
    const char *data  = data_folder(h);
    char       *place = ctx_print(c, "%s/%s/%s", data, FOLDER, name), *fresh = ctx_print(c, "%s/%s/.%s.new", data, FOLDER, name);
    if (!place || !fresh) return ERR_NOMEM;
    if (file_exists(place)) return check_same(c, name, place, files);
    TRY(forget_folder(c, fresh));
    err e = copy_files(c, fresh, files);
    if (e == OK && rename(fresh, place) != 0) e = fail(c, ERR_FILE, "%s: %s", place, strerror(errno));
    if (e == OK) return OK;
    char *story = ctx_print(c, "%s", c->note);
    (void)forget_folder(c, fresh);                      /* the next try does it again */
    return fail(c, e, "%s", story ? story : "out of memory");
}

err models_remove(struct ctx *c, const struct house *h, const char *name)
{
    struct model_place *places;
    struct paths        paths;
    size_t              count, at = 0;
    TRY(models_check_name(c, name));
    TRY(models_list(c, h, &places, &count));
    while (at < count && strcmp(places[at].name, name) != 0) at++;
    if (at == count) return OK;
    if (!places[at].added) return fail(c, ERR_CONFLICT, "model '%s' came with the program, in %s", name, places[at].folder);
    char *gone = ctx_print(c, "%s/%s/.%s.gone", data_folder(h), FOLDER, name);
    if (!gone) return ERR_NOMEM;
    TRY(paths_of(c, gone, &paths));
    TRY(forget_files(c, &paths));
    if (rename(places[at].folder, gone) != 0) return fail(c, ERR_FILE, "%s: %s", places[at].folder, strerror(errno));
    (void)forget_files(c, &paths);                      /* it is no model any more; what is left of it goes with the next that is removed */
    return OK;
}

struct bert_crew models_crew(const struct house *h)
{
    return (struct bert_crew){h->threads ? h->threads : 1, thread_each};
}
