#include "advise/questionnaire.h"

#include <math.h>

const struct question questionnaire[TOLERANCE_ITEMS] = {
    {"How would your best friend describe you when it comes to taking risks?",
     {"as somebody who loves to gamble", "as willing to take risks after looking into them", "as careful", "as somebody who avoids every risk"}, {4, 3, 2, 1}},
    {"You are in a quiz show and may choose. What do you take?",
     {"1,000 in cash", "an even chance of 5,000", "one chance in four of 10,000", "one chance in twenty of 100,000"}, {1, 2, 3, 4}},
    {"You have saved for the holiday of your life. Three weeks before it you lose your job. What do you do?",
     {"cancel it", "go somewhere much cheaper", "go as planned, for a rest is needed before the search", "go for longer, for it may be the last chance to go first class"}, {1, 2, 3, 4}},
    {"You get 20,000 that you did not expect, to invest. Where does it go?",
     {"into a savings account or a money-market fund", "into safe bonds or bond funds", "into stocks or stock funds"}, {1, 2, 3}},
    {"How comfortable are you with investing in stocks or stock funds?", {"not at all", "somewhat", "very"}, {1, 2, 3}},
    {"Which word comes to your mind first when you hear risk?", {"loss", "uncertainty", "opportunity", "thrill"}, {1, 2, 3, 4}},
    {"Experts expect gold, jewels, collections and houses to rise, and bonds to fall, but agree that government bonds are rather safe. Most of your money is in "
     "government bonds. What do you do?",
     {"keep the bonds", "sell them, and put half into money markets and half into hard assets", "sell them, and put all into hard assets",
      "sell them, put all into hard assets, and borrow to buy more"}, {1, 2, 3, 4}},
    {"Of these investments, with their best and worst outcome, which do you prefer?",
     {"200 gained at best, nothing lost at worst", "800 gained, 200 lost", "2,600 gained, 800 lost", "4,800 gained, 2,400 lost"}, {1, 2, 3, 4}},
    {"Beside what you own you have been given 1,000. You must choose:", {"500 more for sure", "an even chance of 1,000 more, or nothing"}, {1, 3}},
    {"Beside what you own you have been given 2,000. You must choose:", {"500 of it lost for sure", "an even chance to lose 1,000 of it, or nothing"}, {1, 3}},
    {"A relative leaves you 100,000 and asks you to put all of it into one of these. Which?",
     {"a savings account or a money-market fund", "a fund of stocks and bonds", "fifteen common stocks", "commodities such as gold, silver and oil"}, {1, 2, 3, 4}},
    {"You have 20,000 to invest. Which mix do you prefer?",
     {"60 % at low, 30 % at medium, 10 % at high risk", "30 % at low, 40 % at medium, 30 % at high risk", "10 % at low, 40 % at medium, 50 % at high risk"}, {1, 2, 3}},
    {"A trusted friend, a geologist, brings together investors for a gold mine: fifty to a hundred times the stake if it succeeds, nothing left if not; one chance "
     "in five. If you had the money, how much would you put in?", {"nothing", "one month of pay", "three months of pay", "six months of pay"}, {1, 2, 3, 4}},
};

static int option_of(char letter) { return letter >= 'a' && letter < 'a' + OPTIONS_MAX ? letter - 'a' : -1; }

int answer_points(const char *answers, size_t item)
{
    int option = answers ? option_of(answers[item]) : -1;
    return option < 0 || !questionnaire[item].options[option] ? 0 : questionnaire[item].points[option];
}

void questionnaire_check(struct ctx *c, const char *answers)
{
    for (size_t i = 0; answers && i < TOLERANCE_ITEMS; i++) {
        int last = 0;
        while (last + 1 < OPTIONS_MAX && questionnaire[i].options[last + 1]) last++;
        if (answers[i] != '-' && option_of(answers[i]) > last)
            fault(c, "answers", "question %zu is answered by a letter from a to %c, not %c", i + 1, 'a' + last, answers[i]);
    }
}

int tolerance_sum(const char *answers)
{
    int sum = 0;
    for (size_t i = 0; i < TOLERANCE_ITEMS; i++) {
        int points = answer_points(answers, i);
        if (points == 0) return 0;
        sum += points;
    }
    return sum;
}

/* ---- bands ---- */

enum { BANDS = 5 };

static const int band_ends[BANDS + 1] = {TOLERANCE_SUM_MIN, 18, 22, 28, 32, TOLERANCE_SUM_MAX};

static size_t band_at(int sum)
{
    size_t band = 0;
    while (band + 1 < BANDS && sum > band_ends[band + 1]) band++;
    return band;
}

double tolerance_score(int sum)
{
    size_t band = band_at(sum);
    return 20 * ((double)band + (double)(sum - band_ends[band]) / (band_ends[band + 1] - band_ends[band]));
}

const char *tolerance_band(int sum)
{
    static const char *const names[BANDS] = {"low", "below average", "average", "above average", "high"};
    return names[band_at(sum)];
}

/* ---- consistency ---- */

static const size_t pairs[PAIRS][2] = {{0, 5}, {1, 7}, {3, 11}, {4, 10}};      /* self-image, gambles, allocation, stocks */

/* From 0, the least points of the question, to 1, the most. */
static double place_of(const char *answers, size_t item)
{
    int least = questionnaire[item].points[0], most = least, points = answer_points(answers, item);
    for (size_t i = 0; i < OPTIONS_MAX && questionnaire[item].options[i]; i++) {
        if (questionnaire[item].points[i] < least) least = questionnaire[item].points[i];
        if (questionnaire[item].points[i] > most)  most  = questionnaire[item].points[i];
    }
    return points ? (double)(points - least) / (most - least) : NAN;
}

size_t contradictions(const char *answers, struct contradiction ret[PAIRS], double *ret_consistency)
{
    size_t found = 0, answered = 0;
    double sum   = 0;
    for (size_t i = 0; i < PAIRS; i++) {
        double distance = fabs(place_of(answers, pairs[i][0]) - place_of(answers, pairs[i][1]));
        if (isnan(distance)) continue;
        answered++;
        sum += distance;
        if (distance * 3 >= 2 - 1e-9) ret[found++] = (struct contradiction){pairs[i][0], pairs[i][1], distance};
    }
    *ret_consistency = answered ? 1 - sum / (double)answered : NAN;
    return found;
}
