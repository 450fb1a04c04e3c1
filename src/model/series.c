#include "model/series.h"

const char *const adjusts[] = {"unknown", "raw", "split", "total", NULL};
