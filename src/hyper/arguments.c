#include "hyper/arguments.h"

#include <stdbool.h>

static int take(sqlite3_index_info *info, int column, int place, bool *ret_waits)
{
    for (int i = 0; i < info->nConstraint; i++) {
        if (info->aConstraint[i].iColumn != column || info->aConstraint[i].op != SQLITE_INDEX_CONSTRAINT_EQ) continue;
        if (!info->aConstraint[i].usable) {
            *ret_waits = true;
            continue;
        }
        info->aConstraintUsage[i].argvIndex = place + 1;
        info->aConstraintUsage[i].omit      = 1;
        return 1;
    }
    return 0;
}

int arguments_take(sqlite3_index_info *info, int first, int count, int needed)
{
    bool waits = false;                 /* for a table that is not read yet */
    int  place = 0;
    for (int i = 0; i < count; i++) {
        int taken = take(info, first + i, place, &waits);
        info->idxNum |= taken << i;
        place        += taken;
        if (!taken && i < needed) waits = true;
    }
    return waits ? SQLITE_CONSTRAINT : SQLITE_OK;
}
