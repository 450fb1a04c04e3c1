#include "store/postgres.h"

#include <math.h>

enum { SEND_SIZE = 256 << 10 };

static const char signature[] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0";        /* and no flags, and no extension of the head */

static void put_bytes(struct text *out, const void *bytes, size_t size)
{
    char *at = text_room(out, size);
    if (!at) return;
    memcpy(at, bytes, size);
    out->size += size;
}

void pg_copy_row(struct pg_copy *copy, size_t columns)
{
    uint16_t count = big16((uint16_t)columns);
    put_bytes(&copy->out, &count, sizeof count);
}

void pg_copy_cell(struct pg_copy *copy, struct slice bytes)
{
    uint32_t size = big32((uint32_t)bytes.size);
    put_bytes(&copy->out, &size, sizeof size);
    if (bytes.size) put_bytes(&copy->out, bytes.at, bytes.size);
}

void pg_copy_null(struct pg_copy *copy)
{
    static const uint32_t none = UINT32_MAX;
    put_bytes(&copy->out, &none, sizeof none);
}

err pg_copy_begin(struct ctx *c, struct store *s, const char *sql, struct pg_copy *ret)
{
    PGresult *result = pq.exec(postgres_of(s)->conn, sql);
    bool      ready  = pq.resultStatus(result) == PGRES_COPY_IN;
    err       e      = ready ? OK : pg_fail(c, s, result, sql);
    pq.clear(result);
    if (e != OK) return e;
    *ret = (struct pg_copy){.store = s, .out.c = c};
    put_bytes(&ret->out, signature, sizeof signature - 1);
    return OK;
}

static err send(struct ctx *c, struct pg_copy *copy)
{
    TRY(text_done(&copy->out));
    if (pq.putCopyData(postgres_of(copy->store)->conn, copy->out.at, (int)copy->out.size) != 1)
        return pg_fail(c, copy->store, NULL, "sending rows");
    copy->out.size = 0;
    return OK;
}

err pg_copy_sent(struct ctx *c, struct pg_copy *copy) { return copy->out.size >= SEND_SIZE || copy->out.broken ? send(c, copy) : OK; }

/* Whatever has happened, the connection speaks statements again afterwards. */
err pg_copy_end(struct ctx *c, struct pg_copy *copy)
{
    static const uint16_t end = UINT16_MAX;
    PGconn *conn = postgres_of(copy->store)->conn;
    put_bytes(&copy->out, &end, sizeof end);
    err e = send(c, copy);
    (void)pq.putCopyEnd(conn, e == OK ? NULL : "the rows could not be made");
    for (PGresult *r = pq.getResult(conn); r; r = pq.getResult(conn)) {
        if (e == OK && pq.resultStatus(r) != PGRES_COMMAND_OK) e = pg_fail(c, copy->store, r, "storing rows");
        pq.clear(r);
    }
    return e;
}

static err put_record(struct ctx *c, struct pg_copy *copy, const struct shape *shape, const struct args *row)
{
    pg_copy_row(copy, row->count);
    for (size_t i = 0; i < row->count; i++) {
        const struct value *v = &row->at[i];
        char                room[PG_NUMBER_SIZE];
        struct slice        bytes;
        if (v->kind == V_NULL || (v->kind == V_REAL && isnan(v->real))) {
            pg_copy_null(copy);
            continue;
        }
        TRY(pg_encode(c, v, pg_type_of(shape->fields[i].kind), room, &bytes));
        pg_copy_cell(copy, bytes);
    }
    return pg_copy_sent(c, copy);
}

err pg_insert_many(struct ctx *c, struct store *s, const struct shape *shape, const struct args *rows, size_t count)
{
    struct text    sql  = {.c = c};
    struct pg_copy copy = {0};
    err            e    = OK;
    text_print(&sql, "COPY %s (", shape->name);
    sql_put_columns(&sql, shape);
    text_put(&sql, ") FROM STDIN (FORMAT binary)");
    TRY(text_done(&sql));
    TRY(pg_copy_begin(c, s, sql.at, &copy));
    for (size_t i = 0; i < count && e == OK; i++) e = put_record(c, &copy, shape, &rows[i]);
    copy.out.broken |= e != OK;
    err ended = pg_copy_end(c, &copy);
    return e != OK ? e : ended;
}
