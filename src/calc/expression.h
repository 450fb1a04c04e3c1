/* expression.h - the text of an expression, taken apart and put together again.
 *
 *     expression = or ;                                    or      = and { "or" and } ;
 *     and        = not { "and" not } ;                     not     = "not" not | comparison ;
 *     comparison = sum [ ("<"|"<="|">"|">="|"=="|"!=") sum ] ;
 *     sum        = product { ("+"|"-") product } ;         product = sign { ("*"|"/") sign } ;
 *     sign       = "-" sign | power ;                      power   = value [ "^" sign ] ;
 *     value      = ( number | text | name | name "(" [ argument { "," argument } ] ")" | "(" expression ")" ) [ "." name ] ;
 *     argument   = [ name "=" ] expression ;
 *
 * A text stands between " or '. A name in front of which `ta.` stands is that of an indicator. Pure; nodes live in the ctx
 * and point into the text, which has to live as long. */
#ifndef CALC_EXPRESSION_H
#define CALC_EXPRESSION_H

#include "base/text.h"

enum {
    EXPRESSION_SIZE_MAX  = 4096,        /* bytes */
    EXPRESSION_DEPTH_MAX = 64,          /* brackets and signs within each other */
    EXPRESSION_NODES_MAX = 1000,
};

enum node_kind { NODE_NUMBER, NODE_TEXT, NODE_NAME, NODE_CALL, NODE_OPERATOR, NODE_OUTPUT };

struct node {
    enum node_kind kind;
    size_t         at, end;             /* bytes of the text it stands on; an operator: the operator alone */
    struct slice   word;                /* of a name, a call, an output; the operator; what a text says */
    struct slice   label;               /* of an argument: the name before `=` */
    bool           ta;                  /* of a call: `ta.` stands in front */
    double         number;
    struct node   *first, *next;        /* operands or arguments, and the one behind this */
};

/* ERR_INVALID tells what is wrong, where, and shows the place. */
err expression_parse(struct ctx *c, struct slice text, struct node **ret);

/* In one way: single blanks, and brackets only where they are needed. Reads back to the same tree. */
void expression_put(struct text *out, const struct node *n);

/* ERR_INVALID with a message and the piece of the text that the bytes from at to end stand on, marked from below. */
#define expression_fault(c, text, at, end, ...) expression_tell((c), (text), (at), (end), ctx_print((c), __VA_ARGS__))
err expression_tell(struct ctx *c, struct slice text, size_t at, size_t end, const char *message);

#endif
