/* article.h - news as it came in. Written by `lumia import news`. */
#ifndef MODEL_ARTICLE_H
#define MODEL_ARTICLE_H

#include "shape/table.h"

#define ARTICLE(X, T)                                                                                               \
    X(T, I64,    id,        KEY,      "number of the article in this store")                                        \
    X(T, TEXT,   key,       UNIQUE,   "its address; where it has none, the SHA-256 of its title, text and time", .max = 2000) \
    X(T, TIME,   published, INDEX,    "when it appeared")                                                           \
    X(T, TIME,   known,     0,        "when it first came into this store")                                         \
    X(T, TEXT,   source,    0,        "who published it, as the file or the import says", .max = 64)                \
    X(T, TEXT,   title,     NULLABLE, "headline", .max = 2000)                                                      \
    X(T, TEXT,   body,      NULLABLE, "text, or where there is none its summary", .max = 1048576)                   \
    X(T, TEXT,   url,       NULLABLE, "address", .max = 2000)                                                       \
    X(T, TEXTS,  symbols,   0,        "symbols that came with it", .max = 64)                                       \
    X(T, I64,    import_id, 0,        "import that brought it")

TABLE(article, ARTICLE, "news as it came in");

#endif
