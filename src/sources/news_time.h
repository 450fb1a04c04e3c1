/* news_time.h - when a piece of news appeared, as its files write it: RFC 3339, RFC 2822, "7:51 PM ET Fri, 17 July 2020", "18-Jul-20",
 * seconds or milliseconds since 1970. Pure. */
#ifndef SOURCES_NEWS_TIME_H
#define SOURCES_NEWS_TIME_H

#include "sources/price_file.h"

struct zone {
    int64_t offset_us;          /* east of Greenwich, in winter */
    bool    united_states;      /* summer time by the rules of the United States since 1967 */
};

/* Z, UTC, GMT, +01:00, -0500; ET, CT, MT and PT with the summer time of their day; EST, EDT, BST, CET, CEST, JST and their like. */
bool zone_read(struct slice s, struct zone *ret);

/* An instant; `usual` is the zone of one that names none, and of a day without a time its midnight is meant. */
bool news_time_read(struct slice s, enum date_order order, const struct zone *usual, int64_t *ret);

#endif
