#include "pack/lean.h"

static int64_t plus(int64_t x, int64_t y)  { return (int64_t)((uint64_t)x + (uint64_t)y); }
static int64_t minus(int64_t x, int64_t y) { return (int64_t)((uint64_t)x - (uint64_t)y); }
static int64_t more(int64_t x, int64_t y)  { return x > y ? x : y; }
static int64_t less(int64_t x, int64_t y)  { return x < y ? x : y; }

void lean_off(enum lean_kind kind, const int64_t *in, const int64_t *a, const int64_t *b, size_t count, int64_t *left)
{
    switch (kind) {
    case LEAN_SAME:   for (size_t i = 0; i < count; i++) left[i] = minus(in[i], a[i]); break;
    case LEAN_BEFORE: for (size_t i = 0; i < count; i++) left[i] = minus(in[i], a[i ? i - 1 : 0]); break;
    case LEAN_ABOVE:  for (size_t i = 0; i < count; i++) left[i] = minus(in[i], more(a[i], b[i])); break;
    case LEAN_BELOW:  for (size_t i = 0; i < count; i++) left[i] = minus(less(a[i], b[i]), in[i]); break;
    default:          for (size_t i = 0; i < count; i++) left[i] = in[i]; break;
    }
}

void lean_on(enum lean_kind kind, int64_t *left, const int64_t *a, const int64_t *b, size_t count)
{
    switch (kind) {
    case LEAN_SAME:   for (size_t i = 0; i < count; i++) left[i] = plus(left[i], a[i]); break;
    case LEAN_BEFORE:
        left[0] = plus(left[0], a[0]);
        for (size_t i = 1; i < count; i++) left[i] = plus(left[i], a[i - 1]);
        break;
    case LEAN_ABOVE:  for (size_t i = 0; i < count; i++) left[i] = plus(left[i], more(a[i], b[i])); break;
    case LEAN_BELOW:  for (size_t i = 0; i < count; i++) left[i] = minus(less(a[i], b[i]), left[i]); break;
    default:          break;
    }
}
