/* The ops of accounts: what they enter, what they refuse, and that nothing is half entered. */
#include <math.h>

#include "check.h"
#include "lab.h"
#include "model/activity.h"

enum { MEMORY = 256 << 20 };

static err ask(struct lab *l, struct ctx *c, const char *line, struct answer *ret)
{
    const struct op *op;
    ctx_open(c, MEMORY);
    return lab_run(l, c, line, &op, ret);
}

static void refused(struct lab *l, const char *line, err want, const char *story)
{
    AUTO_CTX      c      = {0};
    uint64_t      before = lab_digest(l, NULL);
    struct answer a;
    err           e = ask(l, &c, line, &a);
    CHECK(e == want && strstr(c.note, story), "%s: %s: %s", line, err_name(e), c.note);
    CHECK(lab_digest(l, NULL) == before, "%s", line);
}

static double number(struct lab *l, const char *line, const char *field)
{
    AUTO_CTX      c = {0};
    struct answer a;
    CHECK(ask(l, &c, line, &a) == OK, "%s: %s", line, c.note);
    if (!a.at) return NAN;
    const struct field *f = shape_find(a.shape, slice_of(field));
    return f->kind == F64 ? *(const double *)field_at(f, a.at) : (double)*(const int64_t *)field_at(f, a.at);
}

TEST(accounts_refuse_and_keep_nothing)
{
    AUTO_LAB l;
    lab_open(&l, LAB_FULL);
    refused(&l, "account nosuch", ERR_NOT_FOUND, "there is demo");
    refused(&l, "account new new --currency USD", ERR_INVALID, "cannot be called");
    refused(&l, "account new demo --currency EUR", ERR_CONFLICT, "another account 'demo'");
    refused(&l, "activity add demo --day 2017-01-03 --kind sell --symbol AAPL --quantity 41 --price 1", ERR_CONFLICT, "takes 41 of AAPL out on 2017-01-03, and 40 are held");
    refused(&l, "activity add demo --day 2017-01-03 --kind buy --symbol AAPL --price 1", ERR_INVALID, "quantity");
    refused(&l, "activity add demo --day 2017-01-03 --kind deposit --symbol AAPL --amount 1", ERR_INVALID, "symbol");
    refused(&l, "activity add demo --day 2017-01-03 --kind buy --symbol NOSUCH --quantity 1 --price 1", ERR_INVALID, "no asset NOSUCH is known");
    refused(&l, "activity remove 2", ERR_CONFLICT, "takes 15 of AAPL out");
    refused(&l, "activity remove 999", ERR_NOT_FOUND, "999");
    refused(&l, "performance demo --from 2018-01-01 --to 2017-01-01", ERR_INVALID, "from must not be later");
    refused(&l, "account new empty --currency USD --benchmark NOSUCH", ERR_NOT_FOUND, "NOSUCH");
}

static char *file_of(struct lab *l, const char *text)
{
    char *path = ctx_print(&l->c, "%s/activities.csv", l->folder);
    FILE *f    = path ? fopen(path, "wb") : NULL;
    CHECK(f && fputs(text, f) >= 0 && fclose(f) == 0, "%s", path);
    return path;
}

TEST(accounts_take_a_file_whole_or_not)
{
    AUTO_LAB l;
    lab_open(&l, LAB_FULL);
    char *line = ctx_print(&l.c, "import activities demo %s", file_of(&l, "date,type,symbol,quantity,price\n2018-01-03,buy,AAPL,1,90\n2018-01-04,buy,NOSUCH,1,90\n2018-01-32,buy,AAPL,1,90\n"));
    refused(&l, line, ERR_INVALID, "line 3");
    refused(&l, line, ERR_INVALID, "line 4");
    file_of(&l, "date,type,symbol,quantity,price\n2018-01-03,buy,AAPL,1,90\n2018-01-03,buy,AAPL,1,90\n");
    CHECK(number(&l, ctx_print(&l.c, "%s --dry", line), "added") == 2 && number(&l, line, "added") == 2, "two rows that say the same are two purchases");
    CHECK(number(&l, line, "added") == 0 && number(&l, line, "known") == 2, "a file that comes again adds nothing");
    CHECK(number(&l, "activity add demo --day 2018-01-05 --kind buy --symbol AAPL --quantity 1 --price 90", "id") > 0);
    double first = number(&l, "activity add demo --day 2018-01-06 --kind deposit --amount 5", "id"), same = number(&l, "activity add demo --day 2018-01-06 --kind deposit --amount 5", "id");
    double again = number(&l, "activity add demo --day 2018-01-06 --kind deposit --amount 5 --again", "id");
    CHECK(first == same && again == first + 1, "%g %g %g", first, same, again);
}

/* By hand: 12,500 came in and 1,000 went out; money is what is left of it after trades, fees and a dividend. */
TEST(accounts_add_up)
{
    AUTO_LAB l;
    lab_open(&l, LAB_FULL);
    double closing = number(&l, "performance demo --to 2017-12-29", "closing"), gain = number(&l, "performance demo --to 2017-12-29", "gain");
    CHECK(fabs(closing - 11500 - gain) < 1e-9 && number(&l, "performance demo --to 2017-12-29", "in") == 12500, "%g %g", closing, gain);
    double cash = 12500 - 1000 - 40 * 97.10 - 60 * 50 - 30 * 66.5 - 25 * 80 - 4 + 22.80 - 3.42 + 15 * 118 - 1 - 12;
    CHECK(fabs(number(&l, "account demo --as-of 2017-12-29", "cash") - cash) < 1e-6, "%g %g", number(&l, "account demo --as-of 2017-12-29", "cash"), cash);
    CHECK(fabs(number(&l, "account demo --as-of 2017-12-29", "value") - closing) < 1e-9);
}
