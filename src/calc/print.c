#include "calc/expression.h"

/* How tightly a node binds; what binds less than its surroundings stands in brackets. */
enum binding { BIND_OR, BIND_AND, BIND_NOT, BIND_COMPARISON, BIND_SUM, BIND_PRODUCT, BIND_SIGN, BIND_POWER, BIND_VALUE };

static bool is_prefix(const struct node *n) { return n->kind == NODE_OPERATOR && !n->first->next; }

static enum binding binding_of(const struct node *n)
{
    if (n->kind != NODE_OPERATOR) return BIND_VALUE;
    if (slice_is(n->word, "or"))  return BIND_OR;
    if (slice_is(n->word, "and")) return BIND_AND;
    if (slice_is(n->word, "not")) return BIND_NOT;
    if (slice_is(n->word, "^"))   return BIND_POWER;
    if (is_prefix(n))             return BIND_SIGN;
    if (slice_is(n->word, "*") || slice_is(n->word, "/")) return BIND_PRODUCT;
    return slice_is(n->word, "+") || slice_is(n->word, "-") ? BIND_SUM : BIND_COMPARISON;
}

static void put_within(struct text *out, const struct node *n, enum binding least)
{
    bool bracket = binding_of(n) < least;
    if (bracket) text_put_char(out, '(');
    expression_put(out, n);
    if (bracket) text_put_char(out, ')');
}

static void put_operator(struct text *out, const struct node *n)
{
    enum binding own = binding_of(n);
    if (is_prefix(n)) {
        text_put_slice(out, n->word);
        if (own == BIND_NOT) text_put_char(out, ' ');
        put_within(out, n->first, own);
        return;
    }
    /* Powers lean to the right, comparisons to neither side, everything else to the left. */
    put_within(out, n->first, own == BIND_POWER ? BIND_VALUE : own == BIND_COMPARISON ? BIND_SUM : own);
    text_put_char(out, ' ');
    text_put_slice(out, n->word);
    text_put_char(out, ' ');
    put_within(out, n->first->next, own == BIND_POWER ? BIND_SIGN : own + 1);
}

static void put_text(struct text *out, struct slice word)
{
    char quote = word.size && memchr(word.at, '"', word.size) ? '\'' : '"';
    text_put_char(out, quote);
    text_put_slice(out, word);
    text_put_char(out, quote);
}

static void put_call(struct text *out, const struct node *n)
{
    if (n->ta) text_put(out, "ta.");
    text_put_slice(out, n->word);
    text_put_char(out, '(');
    for (const struct node *a = n->first; a; a = a->next) {
        if (a != n->first) text_put(out, ", ");
        if (a->label.size) text_put_slice(out, a->label), text_put_char(out, '=');
        expression_put(out, a);
    }
    text_put_char(out, ')');
}

void expression_put(struct text *out, const struct node *n)
{
    switch (n->kind) {
    case NODE_NUMBER:   text_put_number(out, n->number); break;
    case NODE_TEXT:     put_text(out, n->word); break;
    case NODE_NAME:     text_put_slice(out, n->word); break;
    case NODE_CALL:     put_call(out, n); break;
    case NODE_OPERATOR: put_operator(out, n); break;
    case NODE_OUTPUT:
        put_within(out, n->first, BIND_VALUE);
        text_put_char(out, '.');
        text_put_slice(out, n->word);
        break;
    }
}
