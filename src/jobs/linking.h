/* linking.h - the linker over the real assets of the store. */
#ifndef JOBS_LINKING_H
#define JOBS_LINKING_H

#include "base/digest.h"
#include "jobs/house.h"
#include "model/asset.h"
#include "nlp/link.h"

struct linking {
    const struct universe *universe;
    const struct asset    *asset;               /* by the linker's index */
    size_t                 count;
    char                   digest[DIGEST_SIZE + 1];     /* of every symbol and name in it */
};

err linking_open(struct ctx *c, const struct house *h, struct linking *ret);

/* Title and body as one text, an empty line between them, so that the title is a sentence of its own. */
err linking_text(struct ctx *c, const char *title, const char *body, struct slice *ret);

#endif
