#include <math.h>

#include "base/digest.h"
#include "ops/profiles.h"

/* ---- records by name ---- */

static const size_t sizes[KIND_COUNT] = {
    [BOOL] = sizeof(c_BOOL), [I64] = sizeof(c_I64), [F64] = sizeof(c_F64), [TEXT] = sizeof(c_TEXT), [DAY] = sizeof(c_DAY), [TIME] = sizeof(c_TIME),
    [SPAN] = sizeof(c_SPAN), [CASH] = sizeof(c_CASH), [CHOICE] = sizeof(c_CHOICE), [TEXTS] = sizeof(c_TEXTS), [LIST] = sizeof(c_LIST),
    [F64S] = sizeof(c_F64S), [DAYS] = sizeof(c_DAYS), [BYTES] = sizeof(c_BYTES),
};

void record_take(const struct shape *into_shape, void *into, const struct shape *from_shape, const void *from, bool given)
{
    for (size_t k = 0; k < from_shape->field_count; k++) {
        const struct field *f = &from_shape->fields[k], *to = shape_find(into_shape, slice_of(f->name));
        if (!to || to->kind != f->kind) continue;
        bool empty = kind_is_list(f->kind) ? ((const struct list *)field_at(f, from))->count == 0 : field_is_null(f, from);
        if (!given || !empty) memcpy(field_at(to, into), field_at(f, from), sizes[f->kind]);
    }
}

/* ---- reading ---- */

static err unknown(struct ctx *c, const struct house *h, const char *name, int64_t version)
{
    struct list found;
    struct text names = {.c = c};
    TRY(store_select(c, h->store, &investor_version_shape, "WHERE version = 1 ORDER BY name LIMIT 10", NO_ARGS, &found));
    for (size_t i = 0; i < found.count; i++) text_print(&names, "%s%s", i ? ", " : "", ((struct investor_version *)found.at)[i].name);
    TRY(text_done(&names));
    if (found.count == 0) return fail(c, ERR_NOT_FOUND, "no profile '%s'; there is none yet: lumia profile new %s", name, name);
    if (version) return fail(c, ERR_NOT_FOUND, "no version %lld of a profile '%s'", (long long)version, name);
    return fail(c, ERR_NOT_FOUND, "no profile '%s'; there is %s", name, names.at);
}

static err find(struct ctx *c, const struct house *h, const char *name, int64_t version, struct list *ret)
{
    return store_select(c, h->store, &investor_version_shape, "WHERE name = $1 AND (version = $2 OR $2 = 0) ORDER BY version DESC LIMIT 1",
                        ARGS(v_text(name), v_int(version)), ret);
}

err profile_load(struct ctx *c, const struct house *h, const char *name, int64_t version, struct investor *ret, struct investor_version *ret_kept)
{
    struct list found;
    TRY(find(c, h, name, version, &found));
    if (found.count == 0) return unknown(c, h, name, version);
    *ret_kept = *(struct investor_version *)found.at;
    TRY(shape_default(c, &investor_shape, ret));
    return json_read_record(c, &investor_shape, slice_of(ret_kept->document), ret);
}

/* ---- writing ---- */

static err document_of(struct ctx *c, const struct investor *i, const char **ret_document, const char **ret_digest)
{
    struct text   json = {.c = c};
    struct digest d;
    char          digest[DIGEST_SIZE + 1];
    json_put_record(&json, &investor_shape, i);
    TRY(text_done(&json));
    digest_open(&d);
    digest_add(&d, json.at, json.size);
    digest_done(&d, digest);
    *ret_document = json.at;
    return got(*ret_digest = ctx_copy(c, slice_of(digest)));
}

static err check(struct ctx *c, const struct investor *i)
{
    investor_check(c, i);
    if (i->answers) questionnaire_check(c, i->answers);
    return faults_end(c);
}

err profile_keep(struct ctx *c, const struct house *h, struct investor *said, struct investor_version *ret_kept)
{
    struct list             newest;
    const char             *document, *digest;
    int64_t                 revision;
    struct investor_version fresh;
    TRY(check(c, said));
    TRY(find(c, h, said->name, 0, &newest));
    const struct investor_version *old = newest.at;
    said->version = newest.count ? old->version : 1;
    TRY(document_of(c, said, &document, &digest));
    if (newest.count && strcmp(old->digest, digest) == 0) {
        *ret_kept = *old;
        return OK;
    }
    said->version = newest.count ? old->version + 1 : 1;
    TRY(document_of(c, said, &document, &digest));
    fresh = (struct investor_version){.name = said->name, .version = said->version, .created = h->now, .digest = digest, .document = document};
    TRY(store_insert(c, h->store, &investor_version_shape, &fresh));
    TRY(store_touch(c, h->store, &investor_version_shape, &revision));
    *ret_kept = fresh;
    return OK;
}

/* ---- as it is shown ---- */

err profile_card_of(struct ctx *c, const struct house *h, const struct investor *i, const struct investor_version *kept, struct profile_card **ret)
{
    struct risk_budget budget;
    TRY(NEW(c, *ret, 1));
    TRY(shape_default(c, &profile_card_shape, *ret));
    TRY(risk_budget(c, i, &budget));
    record_take(&profile_card_shape, *ret, &investor_shape, i, false);
    record_take(&profile_card_shape, *ret, &risk_budget_shape, &budget, false);
    (*ret)->created = kept->created;
    (*ret)->digest  = kept->digest;
    (*ret)->stale   = h->now - kept->created > (int64_t)PROFILE_STALE_DAYS * US_PER_DAY;
    return OK;
}
