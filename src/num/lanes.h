/* lanes.h - four doubles that are worked on at once, element by element: the same bits as a plain loop. */
#ifndef NUM_LANES_H
#define NUM_LANES_H

#include <stddef.h>

enum { LANES = 4 };

typedef double lanes __attribute__((vector_size(LANES * sizeof(double)), aligned(sizeof(double)), may_alias));

static inline const lanes *lanes_at(const double *x) { return (const lanes *)x; }
static inline lanes       *lanes_to(double *x)       { return (lanes *)x; }

/* to[i] += factor * from[i] */
static inline void lanes_add_scaled(double *to, const double *from, double factor, size_t count)
{
    size_t whole = count - count % LANES;
    for (size_t i = 0; i < whole; i += LANES) *lanes_to(to + i) += factor * *lanes_at(from + i);
    for (size_t i = whole; i < count; i++) to[i] += factor * from[i];
}

#endif
