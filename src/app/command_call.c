#include <stdio.h>

#include "app/app.h"
#include "base/log.h"

static err run(struct ctx *c, struct app *app, int argc, char **argv, int *ret_exit)
{
    struct answer answer;
    struct text   out = {.c = c};
    char         *in;
    if (argc < 1 || argc > 2) return fail(c, ERR_USAGE, "usage: lumia call OP [JSON]");
    const struct op *op = op_find(slice_of(argv[0]));
    if (!op) return fail(c, ERR_NOT_FOUND, "no op '%s'; `lumia --help` lists them", argv[0]);
    TRY(NEW(c, in, op->in->size));
    TRY(shape_default(c, op->in, in));
    TRY(json_read_record(c, op->in, slice_of(argc > 1 ? argv[1] : "{}"), in));
    if (!op->storeless) TRY(app_open_store(c, app));
    struct house house = app_house(app);
    house.now = time_now();
    TRY(op_answer(c, &house, op, in, &answer));
    answer_put_json(&out, op, &answer);
    TRY(text_done(&out));
    *ret_exit = fputs(out.at, stdout) < 0 ? 1 : answer.insufficient ? err_exit(ERR_INSUFFICIENT) : 0;
    return OK;
}

const struct command command_call = {
    .name  = "call",
    .usage = "lumia call OP [JSON]",
    .title = "Call an operation with JSON, as HTTP does, and print JSON",
    .about = "The input is checked as a request body would be, and every fault is told with its path. Example: lumia call recommend "
             "'{\"risk\":40,\"horizon\":\"10y\",\"capital\":50000}'",
    .run   = run,
};
