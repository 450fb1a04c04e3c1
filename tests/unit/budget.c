/* Who is advised: the key of the questionnaire, the four caps and which of them binds, what is asked again. */
#include "advise/budget.h"

#include <math.h>

#include "check.h"
#include "lab.h"
#include "model/recommendation.h"

enum { MEMORY = 64 << 20 };

/* Grable and Lytton's key: a4 b3 c2 d1 for the first, three points for the gamble in the ninth and tenth, which are often keyed as two. */
TEST(questionnaire_has_the_published_key)
{
    static const char *const key[TOLERANCE_ITEMS] = {"4321", "1234", "1234", "123", "123", "1234", "1234", "1234", "13", "13", "1234", "123", "1234"};
    for (size_t i = 0; i < TOLERANCE_ITEMS; i++)
        for (size_t k = 0; k < OPTIONS_MAX; k++) {
            char answers[TOLERANCE_ITEMS + 1] = "-------------";
            answers[i] = (char)('a' + k);
            CHECK(answer_points(answers, i) == (k < strlen(key[i]) ? key[i][k] - '0' : 0), "question %zu, %c", i + 1, answers[i]);
        }
    CHECK(tolerance_sum("daaaaaaaaaaaa") == TOLERANCE_SUM_MIN && tolerance_sum("-aaaaaaaaaaaa") == 0, "an open answer has no sum");
    CHECK(tolerance_sum("adddcddddbbdc") == 0, "a letter that a question does not offer is none");
    CHECK(tolerance_sum("addcc" "ddd" "bb" "dcd") == TOLERANCE_SUM_MAX, "%d", tolerance_sum("addccdddbbdcd"));
}

TEST(questionnaire_bands_are_fifths)
{
    static const struct { int sum; double score; const char *band; } at[] = {
        {13, 0, "low"}, {18, 20, "low"}, {19, 25, "below average"}, {22, 40, "below average"}, {28, 60, "average"}, {32, 80, "above average"}, {33, 80 + 20 / 15.0, "high"}, {47, 100, "high"}};
    for (size_t i = 0; i < sizeof at / sizeof *at; i++)
        CHECK(fabs(tolerance_score(at[i].sum) - at[i].score) < 1e-12 && strcmp(tolerance_band(at[i].sum), at[i].band) == 0, "%d: %g", at[i].sum, tolerance_score(at[i].sum));
    for (int sum = TOLERANCE_SUM_MIN; sum < TOLERANCE_SUM_MAX; sum++) CHECK(tolerance_score(sum) < tolerance_score(sum + 1), "%d", sum);
}

TEST(questionnaire_finds_two_people)
{
    struct contradiction pairs[PAIRS];
    double               consistency;
    CHECK(contradictions("a----a-------", pairs, &consistency) == 1 && pairs[0].first == 0 && pairs[0].second == 5 && consistency == 0, "%g", consistency);
    CHECK(contradictions("a----d-------", pairs, &consistency) == 0 && consistency == 1);
    CHECK(contradictions("b----b-------", pairs, &consistency) == 0 && fabs(consistency - 2 / 3.0) < 1e-12);
    CHECK(contradictions("-------------", pairs, &consistency) == 0 && isnan(consistency));
}

/* 100 a month for ten years at a twelfth of 6 % a month is 16,387.93 (the tables of annuities). */
TEST(required_return_by_the_tables)
{
    CHECK(fabs(required_return(0, 100, 16387.934681, 120) - (pow(1.005, 12) - 1)) < 1e-8, "%.12g", required_return(0, 100, 16387.934681, 120));
    CHECK(fabs(required_return(1000, 0, 2000, 120) - (pow(2, 0.1) - 1)) < 1e-10);
    CHECK(fabs(required_return(1000, 10, 2200, 120)) < 1e-9, "what is paid in is enough");
    CHECK(isnan(required_return(1, 0, 1e9, 12)) && isnan(required_return(1000, 1000, 1, 120)));
}

/* ---- the budget ---- */

static struct investor somebody(void)
{
    static const char *const knowledge[] = {"stock=5"};
    return (struct investor){.name = "x", .version = 1, .goal = GOAL_GROWTH, .target = CASH_NONE, .horizon = -240, .spend_years = 20, .capital = 50000ll * CASH_UNIT,
                             .monthly = CASH_NONE, .currency = "USD", .earnings = EARNINGS_STEADY, .income = 5000ll * CASH_UNIT, .expenses = 3000ll * CASH_UNIT,
                             .reserves = 20000ll * CASH_UNIT, .debts = 0, .net_worth = 300000ll * CASH_UNIT, .dependants = 0, .knowledge = {(void *)knowledge, 1},
                             .answers = "addccdddbbdcd"};
}

static struct risk_budget budget_of(struct ctx *c, const struct investor *i)
{
    struct risk_budget b;
    ctx_open(c, MEMORY);
    CHECK(risk_budget(c, i, &b) == OK, "%s", c->note);
    return b;
}

static void binds(const struct investor *i, const char *what, double least, double most)
{
    AUTO_CTX           c = {0};
    struct risk_budget b = budget_of(&c, i);
    CHECK(b.binding && strcmp(b.binding, what) == 0 && b.budget >= least && b.budget <= most, "%s %g: capacity %g, tolerance %g, horizon %g, knowledge %g",
          b.binding ? b.binding : "nothing", b.budget, b.capacity, b.tolerance, b.horizon_cap, b.knowledge_cap);
    CHECK(b.budget == fmin(fmin(b.capacity, b.tolerance), fmin(b.horizon_cap, b.knowledge_cap)));
}

TEST(budget_is_the_least_and_names_it)
{
    struct investor i = somebody();
    binds(&i, "capacity", 100, 100);
    i.answers = "daaaaaaaaaaaa";
    binds(&i, "tolerance", 0, 0);
    i = somebody(), i.horizon = -24, i.spend_years = 0;
    binds(&i, "horizon", 15, 15);
    i = somebody(), i.knowledge.at = (void *)(const char *const[]){"stock=0"};
    binds(&i, "knowledge", 40, 40);
    i = somebody(), i.reserves = 1000ll * CASH_UNIT;
    binds(&i, "capacity", 25, 25);
    i = somebody(), i.earnings = EARNINGS_NONE, i.income = 0, i.debts = 50000ll * CASH_UNIT;
    binds(&i, "capacity", 0, 50);
}

TEST(budget_says_what_is_missing_and_what_does_not_fit)
{
    AUTO_CTX        c = {0}, d = {0}, e = {0};
    struct investor i = somebody();
    i.income  = CASH_NONE;
    i.answers = "addcc-ddbbdcd";
    struct risk_budget b = budget_of(&c, &i);
    CHECK(b.missing.count == 2 && isnan(b.budget) && !b.binding && isnan(b.capacity), "%zu", b.missing.count);
    CHECK(strcmp(((const char **)b.missing.at)[0], "income") == 0 && strcmp(((const char **)b.missing.at)[1], "answers") == 0);
    i = somebody(), i.reserves = 0;
    b = budget_of(&d, &i);
    CHECK(b.warnings.count == 2 && strstr(((const char **)b.warnings.at)[1], "far more"), "%zu", b.warnings.count);
    i = somebody(), i.target = 1000000ll * CASH_UNIT, i.horizon = -120, i.goal = GOAL_PRESERVATION;
    b = budget_of(&e, &i);
    CHECK(fabs(b.required - (pow(20, 0.1) - 1)) < 1e-6 && b.questions.count == 2, "%g %zu", b.required, b.questions.count);
}

/* More of what carries risk never lowers what can be borne. */
TEST(budget_is_monotone)
{
    AUTO_CTX        c = {0};
    double          before = -1;
    struct investor i = somebody();
    for (int64_t months = 0; months <= 12; months++) {
        i.reserves = months * i.expenses;
        struct risk_budget b;
        ctx_open(&c, MEMORY);
        CHECK(risk_budget(&c, &i, &b) == OK && b.capacity >= before, "%lld months: %g", (long long)months, b.capacity);
        before = b.capacity;
        ctx_close(&c);
    }
}

/* ---- the ops ---- */

static err ask(struct lab *l, struct ctx *c, const char *line, struct answer *ret)
{
    const struct op *op;
    ctx_open(c, MEMORY);
    return lab_run(l, c, line, &op, ret);
}

TEST(profile_decides_a_recommendation)
{
    AUTO_LAB      l;
    AUTO_CTX      c = {0}, d = {0}, e = {0}, f = {0};
    struct answer a;
    lab_open(&l, LAB_FULL);
    CHECK(ask(&l, &c, "recommend --profile demo --as-of 2017-12-29", &a) == OK, "%s", c.note);
    if (!a.at) return;
    const struct recommendation *r = a.at;
    CHECK(strcmp(r->profile, "demo") == 0 && r->profile_version == 1 && strlen(r->profile_digest) == 64);
    CHECK(r->risk == fmin(fmin(r->capacity, r->tolerance), fmin(r->horizon_cap, r->knowledge_cap)) && r->capital == 20000ll * CASH_UNIT, "%g", r->risk);
    CHECK(r->exclude_class.count == 1, "coins were never held");
    CHECK(ask(&l, &d, "recommend --profile demo --risk 90", &a) == ERR_INVALID && strstr(d.note, "risk comes from the profile"), "%s", d.note);
    CHECK(ask(&l, &e, "recommend --profile nobody", &a) == ERR_NOT_FOUND && strstr(e.note, "there is demo"), "%s", e.note);
    CHECK(ask(&l, &f, "recommend --risk 90", &a) == ERR_INVALID && strstr(f.note, "horizon is missing") && strstr(f.note, "capital is missing"), "%s", f.note);
}

TEST(profile_versions_are_kept)
{
    AUTO_LAB      l;
    AUTO_CTX      c = {0}, d = {0}, e = {0};
    struct answer a;
    lab_open(&l, LAB_FULL);
    CHECK(ask(&l, &c, "profile answer demo --reserves 1000", &a) == OK, "%s", c.note);
    CHECK(ask(&l, &d, "profile history demo", &a) == OK && a.count == 2, "%s", d.note);
    CHECK(ask(&l, &e, "profile answer demo --question 4 --answer d", &a) == ERR_INVALID && strstr(e.note, "question 4 is answered by a letter from a to c"), "%s", e.note);
}
