/* lanes.h - four doubles that are worked on at once, element by element: the same bits as a plain loop, on every machine.
 *
 * A kernel made with LANES_KERNEL is compiled twice, for the vectors that every processor has and for those of AVX2, and runs
 * the better one. AVX2 alone has no fused operations, so that both give the same bits. */
#ifndef NUM_LANES_H
#define NUM_LANES_H

#include <stddef.h>

enum { LANES = 4 };

typedef double lanes __attribute__((vector_size(LANES * sizeof(double)), aligned(sizeof(double)), may_alias));

#define INLINED static inline __attribute__((always_inline))

INLINED const lanes *lanes_at(const double *x) { return (const lanes *)x; }
INLINED lanes       *lanes_to(double *x)       { return (lanes *)x; }

#if defined __x86_64__
#define LANES_KERNEL(type, name, parameters, arguments)                                                             \
    static type name##_plain parameters { return name##_body arguments; }                                           \
    __attribute__((target("avx2"))) static type name##_wide parameters { return name##_body arguments; }            \
    type name parameters { return __builtin_cpu_supports("avx2") ? name##_wide arguments : name##_plain arguments; }
#else
#define LANES_KERNEL(type, name, parameters, arguments) type name parameters { return name##_body arguments; }
#endif

INLINED double lanes_total(const lanes *a) { return ((*a)[0] + (*a)[1]) + ((*a)[2] + (*a)[3]); }

/* to[i] += factor * from[i] */
INLINED void lanes_add_scaled(double *to, const double *from, double factor, size_t count)
{
    size_t whole = count - count % LANES;
    for (size_t i = 0; i < whole; i += LANES) *lanes_to(to + i) += factor * *lanes_at(from + i);
    for (size_t i = whole; i < count; i++) to[i] += factor * from[i];
}

#endif
