#include "store/migration.h"

static err put_head(struct text *out, size_t number, const char *name)
{
    text_print(out, "-- %04zu %s\n-- Drafted by `lumia migrate new`, tried both ways, and to be read before it is kept. See lumia manual migrate.\n", number, name);
    return text_done(out);
}

err migrate_draft(struct ctx *c, struct store *s, const struct migrations *m, const char *name, bool anew, struct draft *ret)
{
    AUTO_SCRATCH_STORE trial = {0};
    size_t             before = anew ? 0 : m->count;
    struct catalog     was, wanted;
    struct text        up = {.c = c}, down = {.c = c}, out = {.c = c};
    struct list        left_down;
    *ret = (struct draft){0};
    TRY(scratch_catalog(c, s, m, before, &was));
    TRY(records_catalog(c, s, &wanted));
    TRY(scratch_open_store(c, s, &trial));
    for (size_t i = 0; i < before; i++) TRY(migration_run(c, trial.s, m, (int64_t)i + 1, true));
    TRY(differ_put(c, trial.s, &wanted, tables, false, &up, &ret->left));
    if (up.size == 0 && ret->left.count == 0) return OK;
    TRY(differ_put(c, trial.s, &was, tables, true, &down, &left_down));
    if (ret->left.count == 0) ret->left = left_down;
    TRY(put_head(&out, before + 1, name));
    text_print(&out, "\n-- up\n%s\n-- down\n%s", up.size ? up.at : "", down.size ? down.at : "");
    TRY(text_done(&out));
    ret->text = out.at;
    return lint_file(c, name, text_slice(&out), s->driver->dialect, &ret->careful);
}
