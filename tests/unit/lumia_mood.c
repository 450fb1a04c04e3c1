/* The scorer that comes with the program: what an encoder and our head make of sentences that the head was not trained on. */
#include "check.h"
#include "jobs/models.h"
#include "jobs/scoring.h"
#include "lab.h"

enum { MEMORY = 512 << 20 };

TEST(lumia_mood_tells_good_news_from_bad)
{
    static const struct { const char *text; enum label label; } said[] = {
        {"Shares of the chip maker plunge after it cuts its outlook for the year", NEGATIVE},
        {"Retailer raises guidance after record quarterly profit", POSITIVE},
        {"The annual general meeting takes place on 14 May in Zurich", NEUTRAL},
        {"Regulator fines the lender for money-laundering failings", NEGATIVE},
        {"Drug maker wins approval for its new treatment, stock jumps", POSITIVE},
    };
    AUTO_LAB           l;
    AUTO_CTX           c = {0};
    struct scorer_open open;
    struct model_place place;
    lab_open(&l, LAB_EMPTY);
    ctx_open(&c, MEMORY);
    if (models_find(&c, &l.house, "minilm", &place) != OK) {
        test_skip("the encoder is not beside the program");
        return;
    }
    CHECK(scoring_open(&c, &l.house, "lumia-mood", CHOICE_NONE, &open) == OK, "%s", c.note);
    struct bert_crew crew = models_crew(&l.house);
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        struct reading r;
        struct slice   text = slice_of(said[i].text);
        CHECK(scorer_read_many(&c, &open, &crew, &text, 1, true, 10, &r) == OK, "%s", c.note);
        CHECK(r.all.label == said[i].label, "%s: %g %g %g", said[i].text, r.all.neg, r.all.neu, r.all.pos);
    }
}
