#include "calc/definitions.h"

#include "calc/lex.h"

static bool is_name(struct slice name)
{
    struct token t = lex(name, 0);
    return t.kind == TOKEN_NAME && t.at == 0 && t.end == name.size;
}

err definition_name_check(struct ctx *c, struct slice name)
{
    static const char *const words[] = {"and", "or", "not", "ta", "resample"};
    bool taken = input_find(name, false) != INPUT_COUNT;
    for (size_t k = 0; k < sizeof words / sizeof *words; k++) taken |= slice_is(name, words[k]);
    if (!is_name(name)) return fail(c, ERR_INVALID, "'%.*s' is no name: letters, digits and _, a letter first", (int)(name.size < 40 ? name.size : 40), name.at);
    return taken ? fail(c, ERR_INVALID, "'%.*s' has a meaning of its own; write == to compare", (int)name.size, name.at) : OK;
}

/* Up to the next semicolon that is not within quotes. */
static struct slice cut(struct slice *rest)
{
    char   quote = 0;
    size_t end   = 0;
    for (; end < rest->size && (quote || rest->at[end] != ';'); end++) {
        char x = rest->at[end];
        if (quote)                       quote = x == quote ? 0 : quote;
        else if (x == '"' || x == '\'') quote = x;
    }
    struct slice piece = {rest->at, end};
    size_t       used  = end < rest->size ? end + 1 : end;
    *rest = (struct slice){rest->at + used, rest->size - used};
    return slice_trim(piece);
}

static struct definition split(struct slice piece)
{
    struct token name = lex(piece, 0), is = lex(piece, name.end);
    if (name.kind != TOKEN_NAME || is.kind != TOKEN_SIGN || !slice_is(is.word, "=")) return (struct definition){.text = piece};
    return (struct definition){name.word, slice_trim((struct slice){piece.at + is.end, piece.size - is.end})};
}

err definitions_read(struct ctx *c, struct slice text, size_t max, struct definition *ret, size_t *ret_count)
{
    size_t count = 0;
    while (text.size) {
        struct slice piece = cut(&text);
        if (piece.size == 0) continue;
        if (count == max) return fail(c, ERR_LIMIT, "more than %zu expressions", max);
        ret[count] = split(piece);
        if (ret[count].name.size) TRY(definition_name_check(c, ret[count].name));
        for (size_t k = 0; k < count && ret[count].name.size; k++)
            if (slice_same(ret[k].name, ret[count].name)) return fail(c, ERR_INVALID, "'%.*s' is defined twice", (int)ret[k].name.size, ret[k].name.at);
        count++;
    }
    *ret_count = count;
    return OK;
}
