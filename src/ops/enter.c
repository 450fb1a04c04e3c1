#include "ops/enter.h"

#include "base/digest.h"
#include "store/query.h"

enum { SAME_MAX = 10000 };              /* activities of an account that say the same */

err enter_open(struct ctx *c, const struct house *h, const struct account *a, bool add, struct entering *ret)
{
    *ret = (struct entering){.c = c, .house = h, .account = a, .add = add};
    return store_next_id(c, h->store, &activity_shape, &ret->next_id);
}

err activity_digest(struct ctx *c, const struct activity *a, int64_t nth, const char **ret)
{
    struct activity bare = *a;
    struct text     json = {.c = c};
    struct digest   d;
    char            digest[DIGEST_SIZE + 1];
    bare.id = bare.account_id = 0;
    bare.removed = TIME_NONE;
    bare.digest = "";
    json_put_record(&json, &activity_shape, &bare);
    text_print(&json, " %lld", (long long)nth);
    TRY(text_done(&json));
    digest_open(&d);
    digest_add(&d, json.at, json.size);
    digest_done(&d, digest);
    return got(*ret = ctx_copy(c, slice_of(digest)));
}

static err find_asset(struct entering *e, struct slice said, const char *path, int64_t *ret)
{
    struct asset a = {.listed = DAY_NONE, .delisted = DAY_NONE};
    bool         found;
    char        *symbol = asset_symbol(e->c, said), *where = ctx_print(e->c, "%ssymbol", path);
    TRY(got(symbol));
    TRY(got(where));
    TRY(query_asset_exists(e->c, e->house->store, symbol, &a, &found));
    if (found) return *ret = a.id, OK;
    if (!e->add || asset_symbol_is_simulated(slice_of(symbol))) {
        fault(e->c, where, "no asset %s is known: import its prices first, or enter it with --add", symbol);
        return OK;
    }
    a.symbol = symbol;
    TRY(store_next_id(e->c, e->house->store, &asset_shape, &a.id));
    TRY(store_insert(e->c, e->house->store, &asset_shape, &a));
    e->new_assets++;
    *ret = a.id;
    return OK;
}

static err is_there(struct entering *e, const char *digest, bool *ret)
{
    int64_t count;
    TRY(store_number(e->c, e->house->store, "SELECT count(*) FROM activity WHERE account_id = $1 AND digest = $2 AND removed IS NULL",
                     ARGS(v_int(e->account->id), v_text(digest)), 0, &count));
    *ret = count > 0;
    return OK;
}

static err free_digest(struct entering *e, const struct activity *a, const char **ret)
{
    for (int64_t nth = 0; nth < SAME_MAX; nth++) {
        bool there;
        TRY(activity_digest(e->c, a, nth, ret));
        TRY(is_there(e, *ret, &there));
        if (!there) return OK;
    }
    return fail(e->c, ERR_LIMIT, "the account has %d activities that say this", SAME_MAX);
}

/* One that was taken out comes back in its place; of one that counts, *a is what is there. */
static err put(struct entering *e, struct activity *a)
{
    struct list found;
    TRY(store_select(e->c, e->house->store, &activity_shape, "WHERE account_id = $1 AND digest = $2", ARGS(v_int(e->account->id), v_text(a->digest)), &found));
    if (found.count == 0) {
        a->id         = e->next_id++;
        a->account_id = e->account->id;
        e->added++;
        return store_insert(e->c, e->house->store, &activity_shape, a);
    }
    *a = *(struct activity *)found.at;
    if (a->removed == TIME_NONE) return e->known++, OK;
    a->removed = TIME_NONE;
    e->added++;
    return store_upsert(e->c, e->house->store, &activity_shape, a);
}

err enter_activity(struct entering *e, struct activity *a, struct slice symbol, int64_t nth, const char *path)
{
    size_t faults = e->c->fault_count;
    if (symbol.size) TRY(find_asset(e, symbol, path, &a->asset_id));
    if (e->c->fault_count != faults) return OK;
    activity_check(e->c, a, path);
    if (e->c->fault_count != faults) return OK;
    if (nth == INT_NONE) TRY(free_digest(e, a, &a->digest));
    else                 TRY(activity_digest(e->c, a, nth, &a->digest));
    return put(e, a);
}

err enter_close(struct entering *e)
{
    int64_t revision;
    TRY(faults_end(e->c));
    if (e->added == 0) return OK;
    TRY(account_check(e->c, e->house, e->account));
    if (e->new_assets) TRY(store_touch(e->c, e->house->store, &asset_shape, &revision));
    return store_touch(e->c, e->house->store, &activity_shape, &revision);
}
