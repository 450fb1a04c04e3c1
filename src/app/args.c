#include <stdlib.h>

#include "app/app.h"

bool is_switch_value(const char *word)
{
    static const char *const words[] = {"true", "false", "yes", "no", "on", "off"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (slice_like(slice_of(word), words[i])) return true;
    return false;
}

static err unknown_option(struct ctx *c, const struct op *op, struct slice name)
{
    const char *names[2 * FIELDS_MAX];
    size_t      count = 0;
    for (size_t i = 0; i < op->in->field_count; i++) names[count++] = op->in->fields[i].name;
    for (size_t i = 0; i < settings_shape.field_count; i++) names[count++] = settings_shape.fields[i].name;
    char *word = ctx_copy(c, name);
    if (!word) return ERR_NOMEM;
    const char *like = nearest(word, names, count);
    return fail(c, ERR_USAGE, "`%s` has no option --%s%s%s; see `lumia %s --help`", op->name, word, like ? "; do you mean --" : "", like ? like : "", op->name);
}

/* --as-of is as_of. NULL where there is no such field. */
static err field_of(struct ctx *c, const struct op *op, struct slice name, const struct field **ret)
{
    char *plain = ctx_copy(c, name);
    for (char *p = plain; p && *p; p++)
        if (*p == '-') *p = '_';
    if (plain) *ret = shape_find(op->in, slice_of(plain));
    return got(plain);
}

static const struct field *next_place(const struct op *op, size_t *place)
{
    for (; *place < op->in->field_count; ++*place)
        if (op->in->fields[*place].flags & PLACE) {
            const struct field *f = &op->in->fields[*place];
            if (!kind_is_list(f->kind)) ++*place;       /* a list takes all words that follow */
            return f;
        }
    return NULL;
}

/* A word that is an item of a list may hold commas: a file's name is one. */
static err add_word(struct ctx *c, const struct field *f, void *in, const char *word)
{
    struct list *l = field_at(f, in);
    if (f->kind != TEXTS) {
        shape_set(c, f, in, f->name, slice_of(word));
        return OK;
    }
    if ((double)l->count >= (f->max > 0 ? f->max : LIST_COUNT_MAX)) return fail(c, ERR_LIMIT, "more than %.0f %s", f->max > 0 ? f->max : LIST_COUNT_MAX, f->name);
    const char **bigger;
    TRY(NEW(c, bigger, l->count + 1));
    if (l->count) memcpy(bigger, l->at, l->count * sizeof *bigger);
    bigger[l->count] = word;
    *l = (struct list){bigger, l->count + 1};
    return OK;
}

err args_read(struct ctx *c, const struct op *op, int argc, char **argv, void *in)
{
    size_t place = 0;
    bool   words_only = false;
    TRY(shape_default(c, op->in, in));
    for (int i = 0; i < argc; i++) {
        struct slice rest = slice_of(argv[i]), name = slice_cut(&rest, '=');
        if (strcmp(argv[i], "--") == 0 && !words_only) {
            words_only = true;
            continue;
        }
        if (words_only || name.size < 3 || memcmp(name.at, "--", 2) != 0) {
            const struct field *f = next_place(op, &place);
            if (!f) return fail(c, ERR_USAGE, "`%s` does not know what to do with '%s'; see `lumia %s --help`", op->name, argv[i], op->name);
            TRY(add_word(c, f, in, argv[i]));
            continue;
        }
        bool glued = name.size < strlen(argv[i]);
        name = (struct slice){name.at + 2, name.size - 2};
        const struct field *f;
        TRY(field_of(c, op, name, &f));
        if (!f && !op->in->open) return unknown_option(c, op, name);
        if (!glued && f && f->kind == BOOL && !(i + 1 < argc && is_switch_value(argv[i + 1]))) rest = slice_of("true");
        else if (!glued && i + 1 == argc) return fail(c, ERR_USAGE, "--%.*s needs a value", (int)name.size, name.at);
        else if (!glued) rest = slice_of(argv[++i]);
        if (f) {
            shape_set(c, f, in, f->name, rest);
            continue;
        }
        char *pair = ctx_print(c, "%.*s=%.*s", (int)name.size, name.at, (int)rest.size, rest.at);
        if (!pair) return ERR_NOMEM;
        TRY(add_word(c, shape_find(op->in, slice_of("params")), in, pair));
    }
    shape_check_required(c, op->in, in);
    return faults_end(c);
}
