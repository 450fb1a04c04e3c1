/* No password of a store is ever shown. */
#include "../check.h"
#include "store/store.h"

TEST(store_addresses_are_shown_without_passwords)
{
    static const char *const cases[][2] = {
        {"sqlite:/var/lib/lumia/lumia.db", "sqlite:/var/lib/lumia/lumia.db"},
        {"postgres://db.example/lumia", "postgres://db.example/lumia"},
        {"postgres://ann@db.example:5432/lumia", "postgres://ann@db.example:5432/lumia"},
        {"postgres://ann:secret@db.example:5432/lumia", "postgres://ann:***@db.example:5432/lumia"},
        {"postgres://ann:se@cr:et@db.example/lumia", "postgres://ann:***@db.example/lumia"},
        {"postgres://:secret@/lumia?host=/run", "postgres://:***@/lumia?host=/run"},
        {"postgres:///lumia?user=ann&password=secret&host=/run", "postgres:///lumia?user=ann&password=***&host=/run"},
        {"postgres://h?password=secret", "postgres://h?password=***"},
        {"postgres://h/d?", "postgres://h/d?"},
        {"8080", "8080"},
        {"", ""},
    };
    AUTO_CTX c = {0};
    ctx_open(&c, 1 << 20);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *shown = store_shown(&c, cases[i][0]);
        CHECK(shown && strcmp(shown, cases[i][1]) == 0, "%s: %s", cases[i][0], shown);
    }
}
