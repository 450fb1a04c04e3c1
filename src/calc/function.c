#include "calc/function.h"

const struct function *function_find(struct slice name, size_t operands)
{
    for (const struct function *const *f = functions; *f; f++)
        if ((*f)->operands == operands && slice_is(name, (*f)->name)) return *f;
    return NULL;
}

size_t function_arguments(const struct function *f)
{
    size_t count = 0;
    while (count < ARGUMENTS_MAX && f->arguments[count].name) count++;
    return count;
}

void function_put(struct text *out, const struct function *f)
{
    size_t count = function_arguments(f);
    if (f->operands) {
        text_print(out, "%s%s%s %s", f->operands == 2 ? f->arguments[0].name : "", f->operands == 2 ? " " : "", f->name, f->arguments[count - 1].name);
        return;
    }
    text_print(out, "%s(", f->name);
    for (size_t k = 0; k < count; k++) {
        const struct argument *a = &f->arguments[k];
        bool optional = a->flags & OPTIONAL;
        text_print(out, "%s%s%s", optional ? "[" : "", k ? ", " : "", a->name);
        if (optional && a->kind == NUMBER && !left_out(a->usual)) text_print(out, "=%g", a->usual);
        if (optional) text_put_char(out, ']');
    }
    text_put_char(out, ')');
}
