#include "base/number.h"
#include "calc/expression.h"
#include "calc/lex.h"

enum { SHOWN_BEFORE = 48, SHOWN_MAX = 72 };     /* bytes of the text that a fault shows */

static void put_shown(struct text *out, struct slice text, size_t from, size_t end)
{
    for (size_t i = from; i < end; i++) text_put_char(out, text.at[i] < ' ' || text.at[i] > '~' ? ' ' : text.at[i]);
}

err expression_tell(struct ctx *c, struct slice text, size_t at, size_t end, const char *message)
{
    struct text whole = {.c = c}, shown = {.c = c};
    size_t from = at > SHOWN_BEFORE ? at - SHOWN_BEFORE : 0, to = text.size - from > SHOWN_MAX ? from + SHOWN_MAX : text.size;
    size_t last = end < to ? end : to;
    put_shown(&shown, text, from, to);
    text_put(&whole, from ? "\n  …" : "\n   ");
    text_put_slice(&whole, text_slice(&shown));
    text_put(&whole, to < text.size ? "…\n   " : "\n   ");
    text_put_repeat(&whole, ' ', at - from);
    text_put_char(&whole, '^');
    text_put_repeat(&whole, '~', last > at + 1 ? last - at - 1 : 0);
    TRY(text_done(&whole));
    TRY(got(message));
    return fail(c, ERR_INVALID, "column %zu: %s%s", at + 1, message, whole.at);
}

struct parser {
    struct ctx  *c;
    struct slice text;
    struct token now;
    size_t       depth, nodes;
};

#define fault_here(p, ...) expression_fault((p)->c, (p)->text, (p)->now.at, (p)->now.end, __VA_ARGS__)

static bool is_sign(const struct parser *p, const char *sign) { return p->now.kind == TOKEN_SIGN && slice_is(p->now.word, sign); }
static bool is_word(const struct parser *p, const char *word) { return p->now.kind == TOKEN_NAME && slice_is(p->now.word, word); }

static err step(struct parser *p)
{
    p->now = lex(p->text, p->now.end);
    return p->now.kind == TOKEN_BAD ? fault_here(p, "%s", p->now.bad) : OK;
}

static err expect(struct parser *p, const char *sign, const char *why)
{
    if (!is_sign(p, sign)) return fault_here(p, "'%s' is expected %s", sign, why);
    return step(p);
}

static err node_new(struct parser *p, enum node_kind kind, struct node **ret)
{
    if (++p->nodes > EXPRESSION_NODES_MAX) return fault_here(p, "more than %d parts", EXPRESSION_NODES_MAX);
    TRY(NEW(p->c, *ret, 1));
    **ret = (struct node){.kind = kind, .at = p->now.at, .end = p->now.end, .word = p->now.word};
    return OK;
}

static err parse_or(struct parser *p, struct node **ret);

/* What is within something else counts its depth: brackets, signs and `not`. */
static err deeper(struct parser *p, err (*parse)(struct parser *, struct node **), struct node **ret)
{
    if (++p->depth > EXPRESSION_DEPTH_MAX) return fault_here(p, "more than %d levels deep", EXPRESSION_DEPTH_MAX);
    TRY(parse(p, ret));
    p->depth--;
    return OK;
}

/* name "=": a look at the token behind. */
static bool is_label(const struct parser *p)
{
    struct token behind = lex(p->text, p->now.end);
    return p->now.kind == TOKEN_NAME && behind.kind == TOKEN_SIGN && slice_is(behind.word, "=");
}

static err parse_argument(struct parser *p, struct node **ret)
{
    struct slice label = {0};
    if (is_label(p)) {
        label = p->now.word;
        TRY(step(p));
        TRY(step(p));
    }
    TRY(deeper(p, parse_or, ret));
    (*ret)->label = label;
    return OK;
}

static err parse_arguments(struct parser *p, struct node *call)
{
    struct node **end = &call->first;
    TRY(step(p));
    while (!is_sign(p, ")")) {
        TRY(parse_argument(p, end));
        end = &(*end)->next;
        if (!is_sign(p, ",")) break;
        TRY(step(p));
        if (is_sign(p, ")")) return fault_here(p, "an argument is expected behind ','");
    }
    call->end = p->now.end;
    return expect(p, ")", "behind the arguments");
}

static bool is_reserved(struct slice word) { return slice_is(word, "and") || slice_is(word, "or") || slice_is(word, "not"); }

static err parse_name(struct parser *p, struct node **ret)
{
    if (is_reserved(p->now.word)) return fault_here(p, "a value is expected, not '%.*s'", (int)p->now.word.size, p->now.word.at);
    size_t at = p->now.at;
    bool   ta = is_word(p, "ta") && slice_is(lex(p->text, p->now.end).word, ".");
    if (ta) {
        TRY(step(p));
        TRY(step(p));
        if (p->now.kind != TOKEN_NAME) return fault_here(p, "the name of an indicator is expected behind 'ta.'");
    }
    TRY(node_new(p, NODE_NAME, ret));
    TRY(step(p));
    (*ret)->at = at;
    (*ret)->ta = ta;
    if (!is_sign(p, "(")) return ta ? fault_here(p, "'(' is expected behind an indicator") : OK;
    (*ret)->kind = NODE_CALL;
    return parse_arguments(p, *ret);
}

static err parse_value(struct parser *p, struct node **ret)
{
    if (p->now.kind == TOKEN_NAME) return parse_name(p, ret);
    if (p->now.kind == TOKEN_TEXT) {
        TRY(node_new(p, NODE_TEXT, ret));
        return step(p);
    }
    if (p->now.kind == TOKEN_NUMBER) {
        TRY(node_new(p, NODE_NUMBER, ret));
        if (!number_read(p->now.word, &(*ret)->number)) return fault_here(p, "a number that is too large");
        return step(p);
    }
    if (!is_sign(p, "(")) return fault_here(p, "%sa value is expected", p->now.kind == TOKEN_END ? "it breaks off: " : "");
    TRY(step(p));
    TRY(deeper(p, parse_or, ret));
    return expect(p, ")", "to close the bracket");
}

static err parse_output(struct parser *p, struct node **ret)
{
    struct node *output;
    TRY(parse_value(p, ret));
    if (!is_sign(p, ".")) return OK;
    if ((*ret)->kind != NODE_CALL) return fault_here(p, "only a call has outputs");
    TRY(step(p));
    if (p->now.kind != TOKEN_NAME) return fault_here(p, "the name of an output is expected behind '.'");
    TRY(node_new(p, NODE_OUTPUT, &output));
    output->first = *ret;
    *ret = output;
    return step(p);
}

/* The operator that stands there, around what has been read and what `parse` reads behind it. */
static err parse_infix(struct parser *p, err (*parse)(struct parser *, struct node **), struct node **ret)
{
    struct node *infix;
    TRY(node_new(p, NODE_OPERATOR, &infix));
    TRY(step(p));
    infix->first = *ret;
    TRY(parse(p, &(*ret)->next));
    *ret = infix;
    return OK;
}

static err parse_prefix(struct parser *p, err (*parse)(struct parser *, struct node **), struct node **ret)
{
    TRY(node_new(p, NODE_OPERATOR, ret));
    TRY(step(p));
    return deeper(p, parse, &(*ret)->first);
}

static err parse_sign(struct parser *p, struct node **ret);

static err parse_power_of(struct parser *p, struct node **ret) { return deeper(p, parse_sign, ret); }

static err parse_sign(struct parser *p, struct node **ret)
{
    if (is_sign(p, "-")) return parse_prefix(p, parse_sign, ret);
    TRY(parse_output(p, ret));
    return is_sign(p, "^") ? parse_infix(p, parse_power_of, ret) : OK;
}

static err parse_product(struct parser *p, struct node **ret)
{
    TRY(parse_sign(p, ret));
    while (is_sign(p, "*") || is_sign(p, "/")) TRY(parse_infix(p, parse_sign, ret));
    return OK;
}

static err parse_sum(struct parser *p, struct node **ret)
{
    TRY(parse_product(p, ret));
    while (is_sign(p, "+") || is_sign(p, "-")) TRY(parse_infix(p, parse_product, ret));
    return OK;
}

static bool is_comparison(const struct parser *p)
{
    static const char *const signs[] = {"<", "<=", ">", ">=", "==", "!="};
    for (size_t k = 0; k < sizeof signs / sizeof *signs; k++)
        if (is_sign(p, signs[k])) return true;
    return false;
}

static err parse_comparison(struct parser *p, struct node **ret)
{
    TRY(parse_sum(p, ret));
    if (is_sign(p, "=")) return fault_here(p, "write == to compare");
    if (!is_comparison(p)) return OK;
    TRY(parse_infix(p, parse_sum, ret));
    return is_comparison(p) ? fault_here(p, "a comparison has two sides: join two of them with `and`") : OK;
}

static err parse_not(struct parser *p, struct node **ret)
{
    return is_word(p, "not") ? parse_prefix(p, parse_not, ret) : parse_comparison(p, ret);
}

static err parse_and(struct parser *p, struct node **ret)
{
    TRY(parse_not(p, ret));
    while (is_word(p, "and")) TRY(parse_infix(p, parse_not, ret));
    return OK;
}

static err parse_or(struct parser *p, struct node **ret)
{
    TRY(parse_and(p, ret));
    while (is_word(p, "or")) TRY(parse_infix(p, parse_and, ret));
    return OK;
}

err expression_parse(struct ctx *c, struct slice text, struct node **ret)
{
    struct parser p = {.c = c, .text = text};
    if (text.size > EXPRESSION_SIZE_MAX) return fail(c, ERR_LIMIT, "an expression of %zu bytes; at most %d are read", text.size, EXPRESSION_SIZE_MAX);
    TRY(step(&p));
    if (p.now.kind == TOKEN_END) return fail(c, ERR_INVALID, "an empty expression");
    TRY(parse_or(&p, ret));
    return p.now.kind == TOKEN_END ? OK : fault_here(&p, "nothing is expected here but an operator or the end");
}
