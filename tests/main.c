/* Runs every test, or those whose names contain one of the arguments. Ends in `N passed, N failed`. */
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "check.h"

enum { TESTS_MAX = 4096, SLOW_SECONDS = 2 };

int checks_passed, checks_failed;

static struct {
    const char *name;
    void (*run)(void);
} tests[TESTS_MAX];
static int         count;
static const char *skipped;

void test_add(const char *name, void (*run)(void))
{
    tests[count].name  = name;
    tests[count++].run = run;
}

void test_skip(const char *why) { skipped = why; }

const char *shared_data(void)
{
    static const char *const places[] = {"../shared/data", "../../shared/data"};
    const char *named = getenv("LUMIA_TEST_DATA");
    if (named) return named;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (access(places[i], R_OK) == 0) return places[i];
    return NULL;
}

static bool wanted(const char *name, int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strstr(name, argv[i])) return true;
    return argc < 2;
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

int main(int argc, char **argv)
{
    int passed = 0, failed = 0, skips = 0;
    setvbuf(stdout, NULL, _IOLBF, 0);
    log_mute(1);
    int part = 0, parts = 1;
    const char *share = getenv("LUMIA_TEST_PART");          /* "0/2": every second test, from the first on */
    if (share && (sscanf(share, "%d/%d", &part, &parts) != 2 || part < 0 || part >= parts)) return 2;
    for (int i = 0; i < count; i++) {
        if (i % parts != part || !wanted(tests[i].name, argc, argv)) continue;
        int before = checks_failed, checked = checks_passed;
        skipped = NULL;
        double began = seconds();
        tests[i].run();
        if (seconds() - began > SLOW_SECONDS) printf("slow %s: %.1f s\n", tests[i].name, seconds() - began);
        if (checks_failed > before) failed++, printf("FAIL %s\n", tests[i].name);
        else if (skipped)           skips++, printf("SKIP %s: %s\n", tests[i].name, skipped);
        else if (checked == checks_passed) failed++, printf("FAIL %s: checked nothing\n", tests[i].name);
        else                        passed++;
    }
    printf("%d checks\n%d passed, %d failed, %d skipped\n", checks_passed, passed, failed, skips);
    return failed > 0;
}
