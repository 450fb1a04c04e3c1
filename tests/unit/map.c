/* A map finds what was added and nothing else, however many keys there are and whatever bytes they hold. */
#include "base/map.h"

#include "../check.h"
#include "../scratch.h"

enum { KEYS = 100000 };

static struct slice key_of(char at[24], int i) { return (struct slice){at, (size_t)snprintf(at, 24, "key-%d", i)}; }

TEST(map_finds_each_of_many_keys)
{
    AUTO_CTX   c = {0};
    struct map m = {.c = &c};
    char       at[24];
    int64_t   *value;
    int        lost = 0, wrong = 0, ghosts = 0;
    ctx_open(&c, 256 << 20);
    for (int i = 0; i < KEYS; i++) {
        if (map_add(&m, key_of(at, i), i, &value) != OK || *value != i) wrong++;
        *value += KEYS;                         /* the place can be written to */
    }
    memset(at, 'x', sizeof at);                 /* keys are copies */
    for (int i = 0; i < KEYS; i++) {
        int64_t *found = map_find(&m, key_of(at, i));
        if (!found) lost++;
        else if (*found != i + KEYS) wrong++;
        if (map_add(&m, key_of(at, i), -1, &value) != OK || *value != i + KEYS) wrong++;
        if (map_find(&m, key_of(at, KEYS + i))) ghosts++;
    }
    CHECK(lost == 0 && wrong == 0 && ghosts == 0, "lost %d, wrong %d, ghosts %d", lost, wrong, ghosts);
    CHECK(m.count == KEYS);
}

TEST(map_keys_are_bytes)
{
    AUTO_CTX   c = {0};
    struct map m = {.c = &c};
    int64_t   *value;
    static const struct slice keys[] = {{"", 0}, {"\0", 1}, {"\0\0", 2}, {"a\0b", 3}, {"a\0c", 3}, {"a", 1}, {"A", 1}, {"\xff", 1}};
    enum { COUNT = sizeof keys / sizeof *keys };
    ctx_open(&c, 1 << 20);
    CHECK(map_find(&m, keys[0]) == NULL);
    for (int i = 0; i < COUNT; i++) CHECK(map_add(&m, keys[i], i, &value) == OK && *value == i);
    for (int i = 0; i < COUNT; i++) CHECK(map_find(&m, keys[i]) && *map_find(&m, keys[i]) == i, "key %d", i);
    CHECK(map_add(&m, (struct slice){NULL, 0}, 99, &value) == OK && *value == 0);
    CHECK(m.count == COUNT);
}

TEST(map_without_memory_says_so)
{
    for (long n = 1; n < 6; n++) {
        AUTO_CTX   c = {0};
        struct map m = {.c = &c};
        int64_t   *value;
        char       at[24];
        int        added = 0;
        ctx_open(&c, 1 << 20);
        c.fail_at = n;
        for (int i = 0; i < 40; i++) added += map_add(&m, key_of(at, i), i, &value) == OK;
        CHECK(added == 39, "allocation %ld: %d added", n, added);        /* one failed, and the map lived on */
        for (int i = 0, found = 0; i < 40; i++) {
            found += map_find(&m, key_of(at, i)) != NULL;
            if (i == 39) CHECK(found == 39, "allocation %ld", n);
        }
    }
}
