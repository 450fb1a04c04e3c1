#include "calc/input.h"

#define PRICE  {.price = 2}
#define VOLUME {.volume = 2}
#define RATIO  {.price = 0}

const struct input inputs[INPUT_COUNT] = {
    [INPUT_OPEN]      = {"open", "first price of the day", NULL, PRICE, GATHER_FIRST},
    [INPUT_HIGH]      = {"high", "highest price of the day", NULL, PRICE, GATHER_HIGHEST},
    [INPUT_LOW]       = {"low", "lowest price of the day", NULL, PRICE, GATHER_LOWEST},
    [INPUT_CLOSE]     = {"close", "last price of the day", NULL, PRICE, GATHER_LAST},
    [INPUT_VOLUME]    = {"volume", "units traded", NULL, VOLUME, GATHER_TOTAL},
    [INPUT_MOOD]      = {"mood", "sentiment of the news up to the day before, with a half-life of 5 days, -1 to 1", NULL, RATIO, GATHER_LAST},
    [INPUT_MOOD_1D]   = {"mood_1d", "the same with a half-life of a day", NULL, RATIO, GATHER_LAST},
    [INPUT_MOOD_6H]   = {"mood_6h", "the same with a half-life of 6 hours", NULL, RATIO, GATHER_LAST},
    [INPUT_BUZZ]      = {"buzz", "how much was said up to the day before, in deviations from what is usual", NULL, RATIO, GATHER_LAST},
    [INPUT_BENCHMARK] = {"benchmark", "close of another asset on the day, or its last one of the week before", "symbol", PRICE, GATHER_LAST},
    [INPUT_SIGNAL]    = {"signal", "what a signal said, as the job `signal` computed it", "name", RATIO, GATHER_LAST},
};

enum input_id input_find(struct slice name, bool called)
{
    for (int i = 0; i < INPUT_COUNT; i++)
        if ((inputs[i].says != NULL) == called && slice_is(name, inputs[i].name)) return (enum input_id)i;
    return INPUT_COUNT;
}
