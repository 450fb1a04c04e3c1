#include "sources/activity_file.h"

#include <math.h>

#include "check.h"

enum { MEMORY = 16 << 20 };

static err read(struct ctx *c, const char *header, const char *line, const struct activity_file *how, const char *column, struct activity *ret, struct slice *symbol)
{
    struct activity_file f     = *how;
    const char          *items[] = {column};
    struct list          told  = {items, column ? 1 : 0};
    char *head = ctx_copy(c, slice_of(header)), *text = ctx_copy(c, slice_of(line));
    TRY(activity_file_learn(c, head, strlen(head), &told, &f));
    return activity_file_read(c, &f, text, strlen(text), "line 2: ", ret, symbol);
}

TEST(activity_file_reads_exports)
{
    AUTO_CTX        c = {0};
    struct activity a;
    struct slice    s;
    ctx_open(&c, MEMORY);
    CHECK(read(&c, "Trade Date,Action,Ticker,Shares,Price,Commission,Currency\n", "01/15/2018,Bought,aapl,\"1,200\",$97.50,(4.95),usd\n", &(struct activity_file){0}, NULL, &a, &s) == OK, "%s", c.note);
    CHECK(a.kind == ACTIVITY_BUY && a.quantity == 1200 && a.price == 97.5 && a.fee == 4950000 && slice_is(s, "aapl") && strcmp(a.currency, "USD") == 0 && a.amount == CASH_NONE);
    CHECK(a.day == day_of_date((struct date){2018, 1, 15}) && c.fault_count == 0);
    CHECK(read(&c, "Datum;type;symbol;qty;amount\n", "03.02.2018;sell;SAP;-3,5;-1.234,56\n", &(struct activity_file){.order = DATES_DMY, .comma = true}, "day=Datum", &a, &s) == OK, "%s", c.note);
    CHECK(a.kind == ACTIVITY_SELL && a.quantity == 3.5 && a.amount == 1234560000 && a.day == day_of_date((struct date){2018, 2, 3}), "%g %lld", a.quantity, (long long)a.amount);
    CHECK(read(&c, "date,type,symbol,quantity,price\n", "2018-02-03T10:11:12Z,deposit,USD,500,1\n", &(struct activity_file){0}, NULL, &a, &s) == OK && s.size == 0);
    CHECK(a.kind == ACTIVITY_DEPOSIT && a.amount == 500000000 && isnan(a.quantity) && isnan(a.price));
    CHECK(read(&c, "date,type,amount,currency\n", "2018-02-03,fx,-500,EUR\n", &(struct activity_file){0}, NULL, &a, &s) == OK && a.kind == ACTIVITY_EXCHANGE && a.amount == -500000000);
}

static void faulty(const char *header, const char *line, const char *story)
{
    AUTO_CTX        c = {0};
    struct activity a;
    struct slice    s;
    ctx_open(&c, MEMORY);
    CHECK(read(&c, header, line, &(struct activity_file){0}, NULL, &a, &s) == OK && faults_end(&c) == ERR_INVALID && strstr(c.note, story), "%s", c.note);
}

TEST(activity_file_tells_line_and_column)
{
    AUTO_CTX        c = {0};
    struct activity a;
    struct slice    s;
    ctx_open(&c, MEMORY);
    faulty("date,type,quantity\n", "2018-02-30,buy,1\n", "line 2: day");
    faulty("date,type,quantity\n", "2018-02-03,borrow,1\n", "line 2: kind");
    faulty("date,type,quantity\n", "2018-02-03,buy,much\n", "must be a number, not 'much'");
    faulty("date,type,amount\n", "2018-02-03,deposit,1e15\n", "line 2: amount");
    CHECK(read(&c, "date,amount\n", "2018-02-03,1\n", &(struct activity_file){0}, NULL, &a, &s) == ERR_DATA && strstr(c.note, "no column tells the kind"), "%s", c.note);
    CHECK(read(&c, "date,type\n", "2018-02-03,1\n", &(struct activity_file){0}, "fee=Costs", &a, &s) == ERR_DATA && strstr(c.note, "no column 'Costs'"), "%s", c.note);
    CHECK(read(&c, "date,type\n", "2018-02-03,1\n", &(struct activity_file){0}, "cost=type", &a, &s) == ERR_INVALID && strstr(c.note, "'cost=type' tells no column"), "%s", c.note);
}
