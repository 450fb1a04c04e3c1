#include "base/digest.h"

#include <stdint.h>

void digest_open(struct digest *d) { sha256_init(&d->state); }

void digest_add(struct digest *d, const void *bytes, size_t size) { sha256_update(&d->state, size, bytes); }

void digest_add_text(struct digest *d, const char *text)
{
    uint64_t size = text ? strlen(text) : UINT64_MAX;
    digest_add(d, &size, sizeof size);
    if (text) digest_add(d, text, size);
}

void digest_done(struct digest *d, char ret[DIGEST_SIZE + 1])
{
    uint8_t bytes[SHA256_DIGEST_SIZE];
    sha256_digest(&d->state, sizeof bytes, bytes);
    for (size_t i = 0; i < sizeof bytes; i++) {
        ret[2 * i]     = "0123456789abcdef"[bytes[i] >> 4];
        ret[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
    }
    ret[DIGEST_SIZE] = 0;
}
