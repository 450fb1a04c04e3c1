/* Price files as people have them: any header, any spelling of a date, and every row that cannot be used with its reason. */
#include "sources/price_file.h"

#include <math.h>

#include "../check.h"
#include "../scratch.h"
#include "base/ctx.h"

enum { MEMORY = 4 << 20, LINE_MAX = 512 };

static struct price_file fresh(void) { return (struct price_file){.scale = 1, .clock_day = DAY_NONE}; }

static err learn(struct price_file *f, const char *sample, const char *columns)
{
    AUTO_CTX c = {0};
    ctx_open(&c, MEMORY);
    return price_file_learn(&c, slice_of(sample), columns, f);
}

static bool read_row(const struct price_file *f, const char *line, struct price_row *row, struct price_fault *fault)
{
    static char copy[LINE_MAX];                 /* the row's symbol points into it */
    size_t size = strlen(line);
    memcpy(copy, line, size);
    memset(fault, 0, sizeof *fault);
    return price_file_read(f, copy, size, row, fault);
}

static int64_t time_of(const char *text)
{
    int64_t time = TIME_NONE;
    CHECK(time_read(slice_of(text), &time), "%s", text);
    return time;
}

/* ---- headers ---- */

TEST(price_file_knows_columns_in_any_order_and_case)
{
    static const struct { const char *header, *line; } files[] = {
        {"date,open,high,low,close,volume,symbol\n", "2017-12-29,1,4,0.5,2,100,AAPL\n"},
        {"Symbol;Date;Open;High;Low;Close;Volume\n", "AAPL;2017-12-29;1;4;0.5;2;100"},
        {"TICKER\tVOL\tC\tL\tH\tO\tTIMESTAMP\n", "AAPL\t100\t2\t0.5\t4\t1\t2017-12-29"},
        {"Name|trade_date|<OPEN>|<HIGH>|<LOW>|<CLOSE>|<VOL>\n", "AAPL|20171229|1|4|0.5|2|100\r\n"},
        {"\xef\xbb\xbf\"Date\",\"Open\",\"High\",\"Low\",\"Close/Last\",\"Volume\",\"Ticker\"\r\n", "\"12/29/2017\",\"$1.00\",\"$4.00\",\"$0.50\",\"$2.00\",\"100\",\"AAPL\"\r\n"},
        {"junk,Close,Code,More,Open Time,volume,low,high,open\n", "x,2,AAPL,y,1514505600,100,.5,4,1"},
        {"\tdate\topen\thigh\tlow\tclose\tvolume\tsymbol\n", "17\t2017-12-29\t1\t4\t0.5\t2\t100\tAAPL"},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct price_file  f = fresh();
        struct price_row   row;
        struct price_fault fault;
        CHECK(learn(&f, files[i].header, NULL) == OK && f.has_header, "file %zu", i);
        CHECK(read_row(&f, files[i].line, &row, &fault), "file %zu: %s", i, fault.detail);
        CHECK(row.at == time_of("2017-12-29") && row.value[BAR_OPEN] == 1 && row.value[BAR_HIGH] == 4 && row.value[BAR_LOW] == 0.5 && row.value[BAR_CLOSE] == 2 &&
              row.value[BAR_VOLUME] == 100 && isnan(row.value[BAR_TOTAL]) && slice_is(row.symbol, "AAPL"), "file %zu", i);
    }
}

TEST(price_file_without_a_header_loses_no_row)
{
    static const struct { const char *sample, *columns; bool header; } files[] = {
        {"2017-12-29,1,4,0.5,2,100\n", NULL, false}, {"29.12.2017;1;4;0.5;2;100\n", NULL, false}, {"25/12/2017,1,4,0.5,2,100\n", NULL, false},
        {"\xef\xbb\xbf" "20171229,1,4,0.5,2,100\n", NULL, false}, {"AAPL,2017-12-29,2\n", "symbol,date,close", false}, {"sym,day,last\n", "symbol,date,close", true},
        {"2,25/12/2017\n", "close,date", false}, {"2017-12-29,2", "time,close", false}, {"open,time\n1,2017-12-29\n", "close,time", true},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct price_file f = fresh();
        CHECK(learn(&f, files[i].sample, files[i].columns) == OK && f.has_header == files[i].header, "file %zu", i);
        struct price_row   row;
        struct price_fault fault;
        char               line[LINE_MAX];
        snprintf(line, sizeof line, "%.*s", (int)csv_line_size(slice_of(files[i].sample), true), files[i].sample);
        if (!files[i].header) CHECK(read_row(&f, line, &row, &fault) && row.value[BAR_CLOSE] == 2, "file %zu: %s", i, fault.detail);
    }
}

TEST(price_file_says_what_it_did_not_find)
{
    static const struct { const char *sample, *columns, *story; } files[] = {
        {"", NULL, "empty"}, {"\n", NULL, "empty"}, {"open,close\n", NULL, "no column for the date"}, {"date,open\n", NULL, "no column for the close"},
        {"2017-12-29,1\n", "time,open", "no column for the close"}, {"a,b\n", "x,y", "no column for the date"}, {"AAPL,2017-12-29,1\n", NULL, "AAPL,2017-12-29,1"},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        AUTO_CTX          c = {0};
        struct price_file f = fresh();
        ctx_open(&c, MEMORY);
        CHECK(price_file_learn(&c, slice_of(files[i].sample), files[i].columns, &f) == ERR_DATA && strstr(c.note, files[i].story), "file %zu: %s", i, c.note);
    }
}

TEST(price_file_lines_may_end_in_any_way)
{
    static const char *const samples[] = {"date,close\n1/2/2017,1\n13/2/2017,1\n", "date,close\r\n1/2/2017,1\r\n13/2/2017,1\r\n", "date,close\r1/2/2017,1\r13/2/2017,1\r"};
    for (size_t i = 0; i < 3; i++) {
        struct price_file  f = fresh();
        struct price_row   row;
        struct price_fault fault;
        CHECK(learn(&f, samples[i], NULL) == OK && f.order == DATES_DMY, "file %zu", i);
        CHECK(read_row(&f, "1/2/2017,1\r\n", &row, &fault) && row.at == time_of("2017-02-01"), "file %zu: %s", i, fault.detail);
    }
}

/* ---- dates ---- */

TEST(price_time_reads_every_spelling)
{
    static const struct { const char *text; enum date_order order; const char *is; } good[] = {
        {"2017-12-29", DATES_MDY, "2017-12-29"}, {" 2017-12-29 ", DATES_MDY, "2017-12-29"}, {"20171229", DATES_MDY, "2017-12-29"}, {"2017/12/29", DATES_MDY, "2017-12-29"},
        {"2017.12.29", DATES_MDY, "2017-12-29"}, {"12/29/2017", DATES_MDY, "2017-12-29"}, {"29/12/2017", DATES_DMY, "2017-12-29"}, {"29.12.2017", DATES_DMY, "2017-12-29"},
        {"3/4/2017", DATES_MDY, "2017-03-04"}, {"3/4/2017", DATES_DMY, "2017-04-03"}, {"29-Dec-17", DATES_MDY, "2017-12-29"}, {"29 December 2017", DATES_MDY, "2017-12-29"},
        {"Dec 29, 2017", DATES_MDY, "2017-12-29"}, {"December 29 2017", DATES_DMY, "2017-12-29"}, {"29-DEC-2017", DATES_MDY, "2017-12-29"}, {"2017-Dec-29", DATES_MDY, "2017-12-29"},
        {"12/29/17", DATES_MDY, "2017-12-29"}, {"12/29/69", DATES_MDY, "1969-12-29"}, {"12/29/68", DATES_MDY, "2068-12-29"}, {"2017-12-29T21:00:00Z", DATES_MDY, "2017-12-29T21:00:00Z"},
        {"2017-12-29 21:00", DATES_MDY, "2017-12-29T21:00:00Z"}, {"2017-12-29 21:00:00-05:00", DATES_MDY, "2017-12-30T02:00:00Z"}, {"20171229 21:00", DATES_MDY, "2017-12-29T21:00:00Z"},
        {"12/29/2017 9:30", DATES_MDY, "2017-12-29T09:30:00Z"}, {"12/29/2017 09:30:15.5", DATES_MDY, "2017-12-29T09:30:15.5Z"}, {"1514581200", DATES_MDY, "2017-12-29T21:00:00Z"},
        {"1514581200000", DATES_MDY, "2017-12-29T21:00:00Z"}, {"1514581200000000", DATES_MDY, "2017-12-29T21:00:00Z"}, {"915148800", DATES_MDY, "1999-01-01"},
        {"Dec 29, 2017 21:00", DATES_MDY, "2017-12-29T21:00:00Z"},
    };
    static const char *const bad[] = {
        "", " ", "yesterday", "2017-02-30", "20170230", "13/13/2017", "1/2/3", "1/2/017", "12/29", "2017", "20171", "2017122", "12345678901234567", "05-06-Dec", "Dec Dec 2017",
        "2017-29-Dec", "2017-12-29 25:00", "2017-12-29 21", "2017-12-29x", "-1514581200", "999999999999", "999999999999999", "29-Foo-17", "0/1/2017", "1/0/2017", "12/29/2017 21:00:00:00",
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        int64_t time = 42;
        CHECK(price_time_read(slice_of(good[i].text), good[i].order, &time) && time == time_of(good[i].is), "%s is %lld", good[i].text, (long long)time);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int64_t time = 42;
        CHECK(!price_time_read(slice_of(bad[i]), DATES_MDY, &time), "%s is %lld", bad[i], (long long)time);
    }
    CHECK(!price_time_read((struct slice){NULL, 0}, DATES_MDY, &(int64_t){0}));
}

TEST(price_file_finds_out_the_order_of_dates)
{
    static const struct { const char *sample; enum date_order order; } files[] = {
        {"date,close\n1/2/2017,1\n2/28/2017,1\n", DATES_MDY}, {"date,close\n1/2/2017,1\n28/2/2017,1\n", DATES_DMY}, {"date,close\n2017-01-02,1\n", DATES_MDY},
        {"date,close\n2017/13/2,1\n", DATES_MDY}, {"date,close\n13-02-2017,1\n", DATES_DMY}, {"date;close\n03.04.2017;1\n", DATES_DMY}, {"close,date\n99,1/2/2017\n", DATES_MDY},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct price_file f = fresh();
        CHECK(learn(&f, files[i].sample, NULL) == OK && f.order == files[i].order, "file %zu", i);
        f       = fresh();
        f.order = DATES_DMY;
        CHECK(learn(&f, files[i].sample, NULL) == OK && f.order == DATES_DMY, "file %zu: what was said stays", i);
    }
}

TEST(price_file_reads_clocks_and_zones)
{
    enum { NEW_YORK = -5 };
    static const struct { const char *header, *line, *is; } rows[] = {
        {"date,close\n", "2017-12-29 09:30,1", "2017-12-29T14:30:00Z"}, {"date,close\n", "2017-12-29,1", "2017-12-29"}, {"date,close\n", "2017-12-29T09:30:00Z,1", "2017-12-29T09:30:00Z"},
        {"date,close\n", "2017-12-29T09:30:00+01:00,1", "2017-12-29T08:30:00Z"}, {"date,close\n", "1514581200,1", "2017-12-29T21:00:00Z"},
        {"<DATE>,<TIME>,<CLOSE>\n", "20171229,093000,1", "2017-12-29T14:30:00Z"}, {"<DATE>,<TIME>,<CLOSE>\n", "20171229,000000,1", "2017-12-29"},
        {"Date,Time,Close\n", "12/29/2017,9:30,1", "2017-12-29T14:30:00Z"}, {"Time,Date,Close\n", "09:30:15,2017-12-29,1", "2017-12-29T14:30:15Z"}, {"Date,Time,Close\n", "2017-12-29,0930,1", "2017-12-29T14:30:00Z"},
    };
    static const char *const bad[] = {"20171229,996000,1", "20171229,250000,1", "20171229,noon,1", "20171229,-1,1", "20171229,09:75,1"};
    struct price_row   row;
    struct price_fault fault;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct price_file f = fresh();
        f.zone_us = NEW_YORK * US_PER_HOUR;
        CHECK(learn(&f, rows[i].header, NULL) == OK && read_row(&f, rows[i].line, &row, &fault) && row.at == time_of(rows[i].is), "%s: %s", rows[i].line, fault.detail);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct price_file f = fresh();
        CHECK(learn(&f, "<DATE>,<TIME>,<CLOSE>\n", NULL) == OK && !read_row(&f, bad[i], &row, &fault) && fault.reason == ROW_UNPARSABLE, "%s", bad[i]);
    }
    struct price_file f = fresh();
    f.clock_day = day_of_time(time_of("2017-12-29"));
    f.zone_us   = NEW_YORK * US_PER_HOUR;
    f.scale     = 10000;
    CHECK(learn(&f, "34200000,1692300,1692400,1692200,1692300,100\n", NULL) == OK && !f.has_header);
    CHECK(read_row(&f, "34200000,1692300,1692400,1692200,1692300,100\n", &row, &fault) && row.at == time_of("2017-12-29T14:30:00Z") && row.value[BAR_CLOSE] == 169.23 &&
          row.value[BAR_VOLUME] == 100, "%s", fault.detail);
    CHECK(!read_row(&f, "86400001,1,1,1,1,1", &row, &fault) && !read_row(&f, "-1,1,1,1,1,1", &row, &fault));
}

/* ---- rows ---- */

TEST(price_file_turns_rows_away_with_a_reason)
{
    static const struct { const char *line; enum quarantine_reason reason; const char *detail; } rows[] = {
        {"x,1,2,1,1,1,A,,,", ROW_UNPARSABLE, "date 'x' is not a date that can be read"}, {",1,2,1,1,1,A,,,", ROW_UNPARSABLE, "date '' is not a date that can be read"},
        {"2017-12-29,1,2,1,abc,1,A,,,", ROW_UNPARSABLE, "close 'abc' is not a number"}, {"2017-12-29,1,2,1,\"12,50\",1,A,,,", ROW_UNPARSABLE, "close '12,50' is not a number"},
        {"2017-12-29,1,2,1,1e999,1,A,,,", ROW_UNPARSABLE, "close '1e999' is not a number"}, {"2017-12-29,1,2,1,1,1.5M,A,,,", ROW_UNPARSABLE, "volume '1.5M' is not a number"},
        {"2017-12-29,-1,2,1,1,1,A,,,", ROW_NEGATIVE, "open '-1' is negative"}, {"2017-12-29,1,2,1,1,-1,A,,,", ROW_NEGATIVE, "volume '-1' is negative"},
        {"2017-12-29,1,1,2,1,1,A,,,", ROW_HIGH_BELOW_LOW, "high '1' is below the low"}, {"2017-12-29,1,2,1,,1,A,,,", ROW_NO_PRICE, "close '' is missing"},
        {"2017-12-29,1,2,1,N/A,1,A,,,", ROW_NO_PRICE, "close '' is missing"}, {"2017-12-29", ROW_NO_SYMBOL, "symbol '' is missing"}, {"2017-12-29,1,2,1,1,1,,,,", ROW_NO_SYMBOL, "symbol '' is missing"},
        {"2017-12-29,1,2,1,1,1,A234567890123456789012345678901234567890123456789012345678901234x,,,", ROW_NO_SYMBOL,
         "symbol 'A23456789012345678901234567890123456789012345678901234567890' is none: one has 1 to 64 bytes"},
        {"2017-12-29,1,2,1,1,1,A,2:0,,", ROW_UNPARSABLE, "split '2:0' is not a ratio"}, {"2017-12-29,1,2,1,1,1,A,-2,,", ROW_UNPARSABLE, "split '-2' is not a ratio"},
        {"2017-12-29,1,2,1,1,1,A,,-1,", ROW_UNPARSABLE, "dividend '-1' is not an amount"}, {"2017-12-29,1,2,1,1,1,A,,,tomorrow", ROW_UNPARSABLE, "date of delivery 'tomorrow' is not a date that can be read"},
    };
    struct price_file  f = fresh();
    struct price_row   row;
    struct price_fault fault;
    CHECK(learn(&f, "date,open,high,low,close,volume,symbol,split,dividend,known\n", NULL) == OK);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CHECK(!read_row(&f, rows[i].line, &row, &fault) && fault.reason == rows[i].reason && strcmp(fault.detail, rows[i].detail) == 0, "%s: %s", rows[i].line, fault.detail);
    char nul[] = "2017-12-29,1,2,1,1,1,A\0B,,,";
    CHECK(!price_file_read(&f, nul, sizeof nul - 1, &row, &fault) && fault.reason == ROW_NO_SYMBOL, "%s", fault.detail);
    CHECK(read_row(&f, "2017-12-29,1,2,1,1,1,A,,,2018-01-02", &row, &fault) && row.known == time_of("2018-01-02"), "%s", fault.detail);
}

TEST(price_file_reads_splits_and_dividends)
{
    static const struct { const char *split, *dividend; double is_split, is_dividend; } rows[] = {
        {"2:1", "", 2, NAN}, {"3/2", "", 1.5, NAN}, {"0.125", "0.5", 0.125, 0.5}, {"1", "0", NAN, NAN}, {"0", "0.00", NAN, NAN}, {"1:1", "", NAN, NAN}, {"", "1.25", NAN, 1.25},
        {" 7:1 ", " 0.82 ", 7, 0.82}, {"-", "n/a", NAN, NAN}, {"1:8", "$0.10", 0.125, 0.1},
    };
    struct price_file  f = fresh();
    struct price_row   row;
    struct price_fault fault;
    CHECK(learn(&f, "date,close,Stock Splits,Dividends\n", NULL) == OK);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char line[LINE_MAX];
        snprintf(line, sizeof line, "2017-12-29,1,%s,%s", rows[i].split, rows[i].dividend);
        CHECK(read_row(&f, line, &row, &fault), "%s: %s", line, fault.detail);
        CHECK(row.split == rows[i].is_split || (isnan(row.split) && isnan(rows[i].is_split)), "%s: %g", line, row.split);
        CHECK(row.dividend == rows[i].is_dividend || (isnan(row.dividend) && isnan(rows[i].is_dividend)), "%s: %g", line, row.dividend);
    }
}

TEST(price_file_reads_decorated_numbers_and_guesses_none)
{
    static const struct { char separator; const char *text; double is; } numbers[] = {
        {',', "$1,234.50", 1234.5}, {',', "1,234,567", 1234567}, {',', "$5", 5}, {',', " 12.5 ", 12.5}, {',', "1e3", 1000}, {',', "1,234", 1234}, {'\t', "1,234", 1234},
        {',', "12,50", NAN}, {',', "1,23,456", NAN}, {',', "1234,567", NAN}, {',', ",123", NAN}, {',', "1.5,000", NAN}, {',', "1,234.5.6", NAN}, {',', "1,2345", NAN},
        {';', "101,50", NAN}, {';', "1,234", NAN}, {';', "1,234,567", 1234567}, {';', "1,234.5", 1234.5}, {',', "$", NAN}, {',', "1,234,", NAN}, {',', "EUR 5", NAN},
    };
    struct price_row   row;
    struct price_fault fault;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct price_file f = fresh();
        char header[32], line[LINE_MAX];
        snprintf(header, sizeof header, "date%cclose\n", numbers[i].separator);
        snprintf(line, sizeof line, "2017-12-29%c\"%s\"", numbers[i].separator, numbers[i].text);
        CHECK(learn(&f, header, NULL) == OK);
        bool read = read_row(&f, line, &row, &fault);
        CHECK(read == !isnan(numbers[i].is) && (!read || row.value[BAR_CLOSE] == numbers[i].is), "%s: %g %s", line, row.value[BAR_CLOSE], fault.detail);
    }
}

/* Whatever the bytes, a row is whole or refused with a story that fits; nothing is read past its line. */
TEST(price_file_survives_any_bytes)
{
    static const char letters[] = "0123456789,,,,..--//::$\" \tTZ+eEadjunlo\0\xff;";
    struct price_file f = fresh();
    uint64_t seed = 1;
    int      good = 0;
    CHECK(learn(&f, "date,open,high,low,close,volume,symbol,split,dividend,known\n", NULL) == OK);
    for (int i = 0; i < 200000; i++) {
        size_t size = random_below(&seed, 60);
        char  *line = malloc(size + 1);
        struct price_row   row;
        struct price_fault fault = {.detail = "unset"};
        for (size_t k = 0; k < size; k++) line[k] = letters[random_below(&seed, sizeof letters - 1)];
        if (i % 2 && size > 20) memcpy(line, "2017-12-29,1,2,1,1,1,A,", 20);
        bool read = price_file_read(&f, line, size, &row, &fault);
        good += read;
        if (read) CHECK(row.value[BAR_CLOSE] >= 0 && !(row.value[BAR_HIGH] < row.value[BAR_LOW]) && row.symbol.size > 0);
        else      CHECK(fault.detail[0] && strcmp(fault.detail, "unset") != 0);
        free(line);
    }
    CHECK(good > 100, "%d", good);
}

/* ---- the short way ---- */

static bool same_row(const struct price_row *a, const struct price_row *b)
{
    bool same = a->at == b->at && slice_same(a->symbol, b->symbol);
    for (size_t k = 0; k < BAR_COLUMNS; k++) same &= a->value[k] == b->value[k] || (isnan(a->value[k]) && isnan(b->value[k]));
    return same;
}

TEST(the_short_way_reads_usual_rows_as_the_long_way_does_and_leaves_others)
{
    static const struct { const char *line; bool usual; } cases[] = {
        {"2017-12-29,AAPL,170.52,170.59,169.22,169.23,25999922,x\r\n", true},
        {"2017-12-29,AAPL,,,,169.23,", true},
        {"2017-12-29,BRK.B,.5,5.,0,0,123456789012345,,,", true},
        {"2017-12-29,AAPL,1,2,3,4,5", false},           /* high below low */
        {"2017-12-29,AAPL,1,2,1,,5", false},            /* no close */
        {"2017-12-29,AAPL,1,2,1,1e3,5", false},
        {"2017-12-29,AAPL,-1,2,1,1,5", false},
        {"2017-12-29,AAPL,1,2,1,1", false},             /* cut */
        {"2017-12-29,AAPL, 1,2,1,1,5", false},
        {"2017-12-29 16:00,AAPL,1,2,1,1,5", false},
        {"12/29/2017,AAPL,1,2,1,1,5", false},
        {"2017-02-29,AAPL,1,2,1,1,5", false},
        {"2017-12-29,\"AAPL\",1,2,1,1,5", false},
        {"2017-12-29,AA PL,1,2,1,1,5", false},
        {"2017-12-29,,1,2,1,1,5", false},
        {"2017-12-29,AAPL,1,2,1,12345678901234567890,5", false},
        {"", false},
    };
    struct price_file  f = fresh();
    struct price_plain p;
    NEED(learn(&f, "date,symbol,open,high,low,close,volume\n", NULL) == OK);
    price_plain_open(&f, &p);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct price_row   plain, full;
        struct price_fault fault;
        bool               taken = price_plain_read(&p, cases[i].line, strlen(cases[i].line), &plain);
        CHECK(taken == cases[i].usual, "%s", cases[i].line);
        if (taken) CHECK(read_row(&f, cases[i].line, &full, &fault) && same_row(&plain, &full), "%s", cases[i].line);
    }
    NEED(learn(&f, "date,close,split,dividend\n", NULL) == OK);
    price_plain_open(&f, &p);
    CHECK(!price_plain_read(&p, "2017-12-29,1,,", 14, &(struct price_row){0}), "splits are read the long way");
}
