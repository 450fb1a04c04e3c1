/* walk.h - goes through a range stretch by stretch: one segment's rows from one blob, or some ordinary rows, by (segment,
 * time) upwards or downwards. A stretch is a copy: what is written meanwhile does not change it. */
#ifndef HYPER_WALK_H
#define HYPER_WALK_H

#include "hyper/rows.h"

struct stretch {
    int64_t           segment;
    size_t            begin, end;               /* its rows; none: the walk is over */
    struct hyper_rows rows;                     /* column k is there once stretch_column() has been asked for it */
    struct packed     packed;
    struct unpacker   unpacker;
    struct blob       blob;                     /* found: the rows come from it */
    struct hyper_rows over;                     /* and from these, which stand before it */
    uint32_t         *source;                   /* of each row: its place in the blob, or behind that in `over`; NULL: all of the blob */
};

struct walk {
    struct hyper  *h;
    const int64_t *keys;                        /* NULL: every segment there is */
    size_t         key_count, key_at;
    int64_t        from, to;
    bool           down;

    struct ctx     piece;                       /* of the stretch */
    struct stretch now;
    bool           begun, entered;              /* a segment */
    int64_t        segment, low, high;          /* what is left of it */
    struct blob    blob;
    size_t         batch;
};

/* keys ascend, each once, and outlive the walk; both ends of the range belong to it. */
void walk_open(struct walk *w, struct hyper *h, const int64_t *keys, size_t key_count, int64_t from, int64_t to, bool down);
void walk_close(struct walk *w);
#define AUTO_WALK __attribute__((cleanup(walk_close))) struct walk

/* The next stretch into w->now; failures are told to `c`. */
err walk_next(struct ctx *c, struct walk *w);

/* Nothing more of the segment that the walk is in. */
void walk_leave(struct walk *w);

/* Decodes one column of the stretch, if it has not been. */
err stretch_column(struct ctx *c, struct walk *w, size_t column);

#endif
