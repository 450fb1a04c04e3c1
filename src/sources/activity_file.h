/* activity_file.h - activities as brokers and trackers export them: which column is what, and one row at a time.
 *
 * Pure: it is given lines. Columns are found by their usual names, or as told; kinds by their usual words. Signs that an export
 * gives to what is sold or paid are dropped, for the kind says them. */
#ifndef SOURCES_ACTIVITY_FILE_H
#define SOURCES_ACTIVITY_FILE_H

#include "model/activity.h"
#include "shape/csv.h"
#include "sources/price_file.h"

enum activity_role {
    ACTS_DAY, ACTS_KIND, ACTS_SYMBOL, ACTS_QUANTITY, ACTS_PRICE, ACTS_AMOUNT, ACTS_FEE, ACTS_CURRENCY, ACTS_NOTE, ACTS_LOT, ACTS_COUNT,
};

extern const char *const activity_roles[];      /* "day", "kind", … as told in `columns`, NULL-terminated */

struct activity_file {
    char            separator;
    int             column[ACTS_COUNT];         /* where it stands in a line, or -1 */
    enum date_order order;
    bool            comma;                      /* decimals are written 1.234,56 */
};

/* Learns a file from its header and what is told: "day=Trade Date" items. ERR_DATA says which columns are missing or not there. */
err activity_file_learn(struct ctx *c, char *header, size_t size, const struct list *columns, struct activity_file *f);

/* Reads a line, which is written to (unquoting). Whatever is wrong is noted as a fault of c under `path`; account_id, asset_id and
 * digest are left to the caller, and so is activity_check(). *ret_symbol is empty where there is none. */
err activity_file_read(struct ctx *c, const struct activity_file *f, char *line, size_t size, const char *path, struct activity *ret, struct slice *ret_symbol);

#endif
