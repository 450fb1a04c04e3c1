#include "jobs/formulas.h"

#include "base/digest.h"
#include "calc/definitions.h"
#include "signals/signal.h"

err formulas_load(struct ctx *c, struct store *s, struct list *ret) { return store_select(c, s, &formula_shape, "ORDER BY name", NO_ARGS, ret); }

err formulas_load_kept(struct ctx *c, struct store *s, struct list *ret)
{
    return store_select(c, s, &formula_shape, "WHERE kept = $1 ORDER BY name", ARGS(v_int(true)), ret);
}

err formulas_known(struct ctx *c, struct store *s, const struct definition *own, size_t own_count, struct definition **ret, size_t *ret_count)
{
    struct list all;
    TRY(formulas_load(c, s, &all));
    TRY(NEW(c, *ret, all.count + own_count));
    for (size_t i = 0; i < all.count; i++) {
        const struct formula *f = (const struct formula *)all.at + i;
        (*ret)[i] = (struct definition){slice_of(f->name), slice_of(f->text)};
    }
    if (own_count) memcpy(*ret + all.count, own, own_count * sizeof *own);
    *ret_count = all.count + own_count;
    return OK;
}

/* Only the bars of the asset itself: their revision tells when a value has to be computed anew. */
static bool is_of_bars(const struct program *p)
{
    bool bars = !p->sections;
    for (size_t k = 0; k < p->wanteds; k++) bars &= p->wanted[k].id <= INPUT_VOLUME;
    return bars;
}

static err check_output(struct ctx *c, const struct program *p, const char **ret_unit)
{
    struct unit u    = p->output[0].unit;
    const char *unit = p->output[0].truth ? "condition" : unit_name(c, u);
    TRY(got(unit));
    if (p->ahead) return fail(c, ERR_INVALID, "it looks ahead, which a signal must not");
    if (!u.unknown && (u.price || u.volume))
        return fail(c, ERR_INVALID, "it is measured in %s: a signal must not depend on the unit of price or volume, so divide by one", unit);
    *ret_unit = unit;
    return OK;
}

err formula_make(struct ctx *c, const char *name, const char *text, struct formula *ret)
{
    struct program p;
    struct node   *tree;
    struct digest  digest;
    struct text    told = {.c = c};
    char          *hex;
    TRY(definition_name_check(c, slice_of(name)));
    if (signal_find(slice_of(name))) return fail(c, ERR_INVALID, "'%s' is a signal of Lumia's own", name);
    TRY(expression_parse(c, slice_of(text), &tree));
    expression_put(&told, tree);
    TRY(text_done(&told));
    TRY(program_compile(c, &(struct definition){.text = slice_of(text)}, 1, NULL, 0, &p));
    TRY(check_output(c, &p, &ret->unit));
    TRY(NEW(c, hex, DIGEST_SIZE + 1));
    digest_open(&digest);
    digest_add_text(&digest, told.at);
    digest_done(&digest, hex);
    ret->name   = name;
    ret->text   = told.at;
    ret->digest = hex;
    ret->kept   = is_of_bars(&p);
    return OK;
}

err formulas_compile(struct ctx *c, const struct list *formulas, struct program *ret)
{
    struct definition *all;
    TRY(NEW(c, all, formulas->count));
    for (size_t i = 0; i < formulas->count; i++) all[i].text = slice_of(((const struct formula *)formulas->at)[i].text);
    return program_compile(c, all, formulas->count, NULL, 0, ret);
}
