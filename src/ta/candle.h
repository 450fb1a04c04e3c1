/* candle.h - one bar as a candlestick, and what counts as long, short or near: the mean of the bars before it.
 *
 * The settings are those TA-Lib begins with. Its means are running totals; here each is added up anew, so that the
 * same bars give the same answer wherever the series begins. A pattern answers 100 or -100, a weaker one 80 or less,
 * a confirmed one 200; 0 where it is not there. */
#ifndef TA_CANDLE_H
#define TA_CANDLE_H

#include "ta/kernel.h"

struct candle {
    const struct series_in *in;
    size_t                  at;
    double                  open, high, low, close;
    double                  top, bottom, body, upper, lower;    /* ends and length of the body; its shadows */
    double                  color;                              /* 1 white, also where nothing moved; -1 black */
};

enum measure { OF_BODY, OF_RANGE, OF_SHADOWS };

struct measured {               /* `factor` times the mean of `period` bars before; of the bar itself where that is 0 */
    enum measure what;
    size_t       period;
    double       factor;
};

static const struct measured body_long = {OF_BODY, 10, 1}, body_short = {OF_BODY, 10, 1},
    body_doji = {OF_RANGE, 10, 0.1}, shadow_long = {OF_BODY, 0, 1}, shadow_very_long = {OF_BODY, 0, 2}, shadow_short = {OF_SHADOWS, 10, 0.5},
    shadow_very_short = {OF_RANGE, 10, 0.1}, distance_near = {OF_RANGE, 5, 0.2}, distance_far = {OF_RANGE, 5, 0.6},
    distance_equal = {OF_RANGE, 5, 0.05};

static inline struct candle candle_at(const struct series_in *in, size_t i)
{
    double top = larger(in->open[i], in->close[i]), bottom = smaller(in->open[i], in->close[i]);
    return (struct candle){
        .in = in, .at = i, .open = in->open[i], .high = in->high[i], .low = in->low[i], .close = in->close[i],
        .top = top, .bottom = bottom, .body = top - bottom, .upper = in->high[i] - top, .lower = bottom - in->low[i],
        .color = in->close[i] >= in->open[i] ? 1 : -1,
    };
}

static inline double candle_measure(const struct series_in *in, size_t i, enum measure what)
{
    double range = in->high[i] - in->low[i], body = fabs(in->close[i] - in->open[i]);
    return what == OF_BODY ? body : what == OF_RANGE ? range : range - body;
}

static inline double usual(struct candle c, struct measured m)
{
    double sum = 0;
    if (m.period == 0) return m.factor * candle_measure(c.in, c.at, m.what);
    for (size_t k = c.at - m.period; k < c.at; k++) sum += candle_measure(c.in, k, m.what);
    return m.factor * (sum / (double)m.period);
}

static inline bool white(struct candle c) { return c.color > 0; }
static inline bool black(struct candle c) { return c.color < 0; }
static inline bool is_long(struct candle c) { return c.body > usual(c, body_long); }
static inline bool is_short(struct candle c) { return c.body <= usual(c, body_short); }
static inline bool is_small(struct candle c) { return c.body < usual(c, body_short); }
static inline bool is_doji(struct candle c) { return c.body <= usual(c, body_doji); }
static inline bool bare_above(struct candle c) { return c.upper < usual(c, shadow_very_short); }
static inline bool bare_below(struct candle c) { return c.lower < usual(c, shadow_very_short); }
static inline bool bare(struct candle c) { return bare_above(c) && bare_below(c); }
static inline double near_to(struct candle c) { return usual(c, distance_near); }
static inline double far_from(struct candle c) { return usual(c, distance_far); }

/* a as good as b, by what the bar c calls equal. */
static inline bool alike(double a, double b, struct candle c)
{
    double margin = usual(c, distance_equal);
    return a <= b + margin && a >= b - margin;
}

/* A gap between the bodies of a bar and an earlier one; and one between the whole bars. */
static inline bool gap_up(struct candle now, struct candle then) { return now.bottom > then.top; }
static inline bool gap_down(struct candle now, struct candle then) { return now.top < then.bottom; }
static inline bool leap_up(struct candle now, struct candle then) { return now.low > then.high; }
static inline bool leap_down(struct candle now, struct candle then) { return now.high < then.low; }

/* Strictly between the ends of another body. */
static inline bool inside(double x, struct candle c) { return x < c.top && x > c.bottom; }

#endif
