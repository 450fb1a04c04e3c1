#include "store/migration.h"

enum { STEPS_MAX = 1000 };

static err add(struct ctx *c, struct script *s, bool converts, struct slice text)
{
    text = slice_trim(text);
    if (text.size == 0) return OK;
    if (s->count == STEPS_MAX) return fail(c, ERR_DATA, "a migration has more than %d steps", STEPS_MAX);
    if (!s->at) TRY(NEW(c, s->at, STEPS_MAX));
    s->at[s->count++] = (struct step){converts, text};
    return OK;
}

static bool is_line(struct slice line, const char *word)
{
    return slice_is(slice_trim(line), word);
}

static bool is_convert(struct slice line, struct slice *ret_name)
{
    static const char word[] = "-- convert ";
    struct slice      s = slice_trim(line);
    if (s.size <= sizeof word - 1 || memcmp(s.at, word, sizeof word - 1) != 0) return false;
    *ret_name = slice_trim((struct slice){s.at + sizeof word - 1, s.size - (sizeof word - 1)});
    return true;
}

err script_read(struct ctx *c, struct slice file, bool up, struct script *ret)
{
    struct script s    = {0};
    struct slice  rest = file, piece = {file.at, 0}, name;
    bool          inside = false, seen_up = false;
    while (rest.size > 0) {
        struct slice line  = slice_cut(&rest, '\n');
        bool         begins_up = is_line(line, "-- up"), begins_down = is_line(line, "-- down");
        if (begins_up && seen_up) return fail(c, ERR_DATA, "a migration goes up twice");
        if (begins_up || begins_down || (inside && is_convert(line, &name))) {
            piece.size = (size_t)(line.at - piece.at);
            if (inside) TRY(add(c, &s, false, piece));
            if (!begins_up && !begins_down) TRY(add(c, &s, true, name));
            else inside = begins_up == up, s.there |= inside;
            piece.at = rest.at;
        }
        seen_up |= begins_up;
        if (inside && rest.size == 0) TRY(add(c, &s, false, (struct slice){piece.at, (size_t)(rest.at - piece.at)}));
    }
    if (!seen_up) return fail(c, ERR_DATA, "a migration has no line `-- up`");
    *ret = s;
    return OK;
}
