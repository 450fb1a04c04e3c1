/* digest.h - SHA-256 of bytes, as 64 hexadecimal characters; what a record is known by. */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <nettle/sha2.h>

#include "base/slice.h"

enum { DIGEST_SIZE = 64 };

struct digest { struct sha256_ctx state; };

void digest_open(struct digest *d);
void digest_add(struct digest *d, const void *bytes, size_t size);
void digest_add_text(struct digest *d, const char *text);       /* with its size, so that "ab","c" is not "a","bc" */
void digest_done(struct digest *d, char ret[DIGEST_SIZE + 1]);

#endif
