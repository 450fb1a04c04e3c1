/* number.h - decimal numbers to bits and back, exactly and fast. No locale, no allocation. */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include <stdint.h>

#include "base/slice.h"

enum { NUMBER_SIZE_MAX = 32 };  /* "-1.7976931348623157e+308" and some */

/* Reads the whole slice as a decimal number, correctly rounded. false: not a finite number. */
bool number_read(struct slice s, double *ret);

/* Reads digits with or without a point from *at on, and sets *at behind them. false: none, or more than fit this short way;
 * then number_read decides. What it reads, number_read reads to the same bits. */
bool number_scan(const char **at, const char *end, double *ret);

bool int_read(struct slice s, int64_t *ret);

/* The shortest decimal that reads back to the same bits; value is finite. Returns the bytes written, without a NUL. */
size_t number_write(char *at, double value);
size_t int_write(char *at, int64_t value);

#endif
