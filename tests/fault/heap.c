/* SQLite's own memory runs out, for every op, with a little more each time until there is enough. It has an arena of its own, which
 * no ctx counts. A call says so and has changed nothing; the next one, with memory, does what it should. */
#include "../check.h"
#include "../lab.h"

#include <sqlite3.h>

/* The thread sanitizer makes this slow and has nothing to find here: one thread does it all. */
#ifdef __SANITIZE_THREAD__
enum { STEPS = 1 };
#else
enum { STEPS = 3 };                     /* until the room has doubled */
#endif

enum { CALL_MEMORY = 256 << 20, ROOM_MAX = 64 << 20 };

static err call(struct lab *l, struct ctx *c, const char *line)
{
    const struct op *op;
    struct answer    a;
    ctx_open(c, CALL_MEMORY);
    return lab_run(l, c, line, &op, &a);
}

/* One size of the heap beyond what is in use. Answers true when it was enough. */
static bool try(struct lab *l, const char *line, int64_t room, uint64_t before, uint64_t after)
{
    AUTO_CTX c = {0};
    (void)sqlite3_hard_heap_limit64(sqlite3_memory_used() + room);
    err e = call(l, &c, line);
    (void)sqlite3_hard_heap_limit64(0);
    uint64_t now = lab_digest(l, NULL);
    CHECK(e == OK || e == ERR_NOMEM || e == ERR_STORE || (e == ERR_DATA && c.note[0]), "%s, %lld bytes: %s: %s", line, (long long)room, err_name(e), c.note);
    CHECK(now == (e == OK ? after : before), "%s, %lld bytes: %s, and the store has changed", line, (long long)room, err_name(e));
    if (now != before) lab_restore(l);
    return e == OK;
}

TEST(fault_heap_of_the_store)
{
    AUTO_LAB l;
    lab_open(&l, LAB_FULL);
    uint64_t before = lab_digest(&l, NULL);
    for (const struct op *const *o = ops; *o; o++) {
        AUTO_CTX c = {0};
        CHECK(call(&l, &c, (*o)->example) == OK, "%s: %s", (*o)->name, c.note);
        uint64_t after = lab_digest(&l, NULL);
        bool     enough = false;
        int      tries = 0;
        lab_restore(&l);
        for (int64_t room = 512; room < ROOM_MAX && !enough; room += room / STEPS, tries++) enough = try(&l, (*o)->example, room, before, after);
        CHECK(enough && (tries > 1 || (*o)->storeless), "%s came through after %d tries", (*o)->name, tries);
        lab_restore(&l);
    }
}
