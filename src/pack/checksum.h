/* checksum.h - tells a damaged piece of a blob. Not for what an enemy may have made. */
#ifndef PACK_CHECKSUM_H
#define PACK_CHECKSUM_H

#include <stdint.h>

#include "base/slice.h"

uint32_t checksum(struct slice s);

#endif
