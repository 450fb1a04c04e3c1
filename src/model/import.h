/* import.h - what came in by files, and what was turned away. */
#ifndef MODEL_IMPORT_H
#define MODEL_IMPORT_H

#include "shape/table.h"

#define IMPORT(X, T)                                                                                    \
    X(T, I64,    id,          KEY,      "number of the import")                                         \
    X(T, TEXT,   file,        0,        "name of the file as it was given", .max = 4096)                \
    X(T, TEXT,   digest,      UNIQUE,   "SHA-256 of the decompressed content and the options", .max = 64) \
    X(T, TIME,   at,          0,        "when it was first imported")                                   \
    X(T, TEXT,   source,      0,        "name it was imported under", .max = 64)                        \
    X(T, I64,    rows,        0,        "rows read, header not counted")                                \
    X(T, I64,    stored,      0,        "new bars or articles")                                               \
    X(T, I64,    repeated,    0,        "rows that said what was already known")                        \
    X(T, I64,    revised,     0,        "bars corrected; the old values are kept")                      \
    X(T, I64,    quarantined, 0,        "rows turned away: see `lumia quarantine`")                     \
    X(T, I64,    actions,     0,        "splits and dividends")                                         \
    X(T, I64,    assets,      0,        "symbols in the file")

TABLE(import, IMPORT, "files that were imported");

enum quarantine_reason {
    ROW_UNPARSABLE, ROW_NEGATIVE, ROW_HIGH_BELOW_LOW, ROW_NOT_MONOTONIC, ROW_DUPLICATE, ROW_NO_SYMBOL, ROW_NO_PRICE,
    ROW_NO_TEXT, ROW_NO_TIME, ROW_NOT_UTF8, ROW_TOO_LARGE,
};

extern const char *const quarantine_reasons[];

#define QUARANTINE(X, T)                                                                                \
    X(T, TEXT,   digest, KEY,      "import that turned it away, by its digest", .max = 64)              \
    X(T, I64,    line,   KEY,      "line of the file, the first is 1")                                  \
    X(T, TEXT,   file,   0,        "file it stood in", .max = 4096)                                     \
    X(T, TEXT,   symbol, NULLABLE, "symbol, where it could be read", .max = 64)                         \
    X(T, CHOICE, reason, 0,        "why it was turned away", .choices = quarantine_reasons)             \
    X(T, TEXT,   detail, 0,        "what was found, and where", .max = 400)                             \
    X(T, TEXT,   row,    0,        "the row itself, cut at 400 bytes", .max = 400)

TABLE(quarantine, QUARANTINE, "rows of files that were turned away");

#endif
