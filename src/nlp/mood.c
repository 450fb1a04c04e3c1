#include "nlp/mood.h"

#include <math.h>

#include "num/elementary.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

const int64_t mood_half_life_us[MOOD_VIEWS] = {6 * 3600 * 1000000ll, 24 * 3600 * 1000000ll, 5 * 86400 * 1000000ll};

/* kappa pulls a mean of little evidence to 0; below the least weight there is nothing to tell. A follower of a story weighs three
 * quarters of the one before it (RavenPack's event novelty score). The mean and deviation of buzz forget with a half-life of 30 days. */
static const double KAPPA = 1, WEIGHT_LEAST = 0.01, FOLLOWER = 0.75, BUZZ_HALF_LIFE = 30;

enum { SLOW = MOOD_VIEWS - 1, DAILY = 1, BUZZ_POINTS_MIN = 20 };

static const struct { const char *part; double weight; } sources[] = {
    {"edgar", 1},       {"sec.gov", 1},       {"reuters", 1},     {"bloomberg", 1},  {"dow jones", 1},  {"businesswire", 1}, {"prnewswire", 1}, {"globenewswire", 1},
    {"associated press", 1}, {"wire", 1},     {"guardian", 0.8},  {"cnbc", 0.8},     {"wsj", 0.8},      {"wall street journal", 0.8},
    {"financial times", 0.8}, {"economist", 0.8}, {"barron", 0.8}, {"new york times", 0.8}, {"bbc", 0.8}, {"marketwatch", 0.8}, {"twitter", 0.2},
    {"tweet", 0.2},     {"reddit", 0.2},      {"stocktwits", 0.2}, {"blog", 0.2},    {"forum", 0.2},
};

static const double UNKNOWN_SOURCE = 0.5;

static char lower(char ch) { return ch >= 'A' && ch <= 'Z' ? (char)(ch + 32) : ch; }

static bool holds(struct slice s, const char *part)
{
    size_t size = strlen(part);
    for (size_t i = 0; i + size <= s.size; i++) {
        size_t k = 0;
        while (k < size && lower(s.at[i + k]) == part[k]) k++;
        if (k == size) return true;
    }
    return false;
}

double mood_credibility(struct slice source)
{
    for (size_t i = 0; i < COUNT(sources); i++)
        if (holds(source, sources[i].part)) return sources[i].weight;
    return UNKNOWN_SOURCE;
}

double mood_novelty(size_t rank, int64_t behind_first_us)
{
    double weight = 1;
    if (behind_first_us > US_PER_DAY) return 0;
    for (size_t i = 0; i < rank && weight > 0; i++) weight *= FOLLOWER;
    return weight;
}

double mood_confidence(double neg, double neu, double pos)
{
    const double p[] = {neg, neu, pos};
    double       entropy = 0;
    for (size_t i = 0; i < COUNT(p); i++)
        if (p[i] > 0) entropy -= p[i] * log_portable(p[i]);
    return fmax(0, 1 - entropy / log_portable(3));
}

struct sums {                           /* of one half-life, as they stand at `at` */
    double  n, d, q;                    /* of weight x score, weight, weight x score squared */
    int64_t at;
};

static void decay(struct sums *s, int64_t to, int64_t half_life_us)
{
    double left = exp_portable(-(double)(to - s->at) / (double)half_life_us * M_LN2);
    s->n *= left;
    s->d *= left;
    s->q *= left;
    s->at = to;
}

static void add(struct sums *s, const struct mood_item *item, int64_t half_life_us)
{
    decay(s, item->at, half_life_us);
    s->n += item->weight * item->score;
    s->d += item->weight;
    s->q += item->weight * item->score * item->score;
}

static struct mood_point point_of(const struct sums *s)
{
    struct mood_point p = {.dispersion = NAN, .momentum = NAN, .buzz = NAN};
    for (size_t v = 0; v < MOOD_VIEWS; v++) {
        p.weight[v] = s[v].d;
        p.score[v]  = s[v].d >= WEIGHT_LEAST ? s[v].n / (s[v].d + KAPPA) : NAN;
    }
    if (s[SLOW].d >= WEIGHT_LEAST) {
        double mean = s[SLOW].n / s[SLOW].d;
        p.dispersion = sqrt(fmax(0, s[SLOW].q / s[SLOW].d - mean * mean));
    }
    p.momentum = p.score[0] - p.score[SLOW];
    return p;
}

struct usual {                          /* what is usually said: decayed sums over the instants so far */
    double n, sum, squares;
    size_t count;
};

/* Against the instants before this one, so that what is new does not hide itself. */
static double buzz_of(struct usual *u, double weight)
{
    double mean = u->n > 0 ? u->sum / u->n : 0, deviation = u->n > 0 ? sqrt(fmax(0, u->squares / u->n - mean * mean)) : 0;
    double buzz = u->count >= BUZZ_POINTS_MIN && deviation > 0 ? (weight - mean) / deviation : NAN, left = exp_portable(-M_LN2 / BUZZ_HALF_LIFE);
    u->n       = u->n * left + 1;
    u->sum     = u->sum * left + weight;
    u->squares = u->squares * left + weight * weight;
    u->count++;
    return buzz;
}

void mood_run(const struct mood_item *items, size_t count, const int64_t *instants, size_t instant_count, struct mood_point *ret)
{
    struct sums  sums[MOOD_VIEWS] = {0};
    struct usual usual = {0};
    size_t       next = 0;
    for (size_t v = 0; v < MOOD_VIEWS && count > 0; v++) sums[v].at = items[0].at;
    for (size_t i = 0; i < instant_count; i++) {
        struct sums now[MOOD_VIEWS];
        for (; next < count && items[next].at <= instants[i]; next++)
            for (size_t v = 0; v < MOOD_VIEWS; v++) add(&sums[v], &items[next], mood_half_life_us[v]);
        memcpy(now, sums, sizeof now);
        for (size_t v = 0; v < MOOD_VIEWS; v++)
            if (instants[i] > now[v].at) decay(&now[v], instants[i], mood_half_life_us[v]);
        ret[i]      = point_of(now);
        ret[i].buzz = buzz_of(&usual, now[DAILY].d);
    }
}

size_t mood_days(const struct mood_item *items, int32_t last, int32_t *ret_first)
{
    int32_t first = day_of_time(items[0].at);
    if (last - first >= MOOD_DAYS_MAX) first = last - MOOD_DAYS_MAX + 1;
    *ret_first = first;
    return (size_t)(last - first) + 1;
}
