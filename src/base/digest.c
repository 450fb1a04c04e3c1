#include "base/digest.h"

#include <stdint.h>

void digest_open(struct digest *d) { (void)crypto_hash_sha256_init(&d->state); }        /* always 0 */

void digest_add(struct digest *d, const void *bytes, size_t size)
{
    (void)crypto_hash_sha256_update(&d->state, bytes, size);                            /* always 0 */
}

void digest_add_text(struct digest *d, const char *text)
{
    uint64_t size = text ? strlen(text) : UINT64_MAX;
    digest_add(d, &size, sizeof size);
    if (text) digest_add(d, text, size);
}

void digest_done(struct digest *d, char ret[DIGEST_SIZE + 1])
{
    unsigned char bytes[crypto_hash_sha256_BYTES];
    (void)crypto_hash_sha256_final(&d->state, bytes);                                   /* always 0 */
    for (size_t i = 0; i < sizeof bytes; i++) {
        ret[2 * i]     = "0123456789abcdef"[bytes[i] >> 4];
        ret[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
    }
    ret[DIGEST_SIZE] = 0;
}
