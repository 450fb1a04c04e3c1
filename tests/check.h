/* check.h - the whole test framework: TEST(name) { … CHECK(condition, "what %d", i); … }. Tests find themselves. */
#ifndef CHECK_H
#define CHECK_H

#include <stdbool.h>
#include <stdio.h>

extern int checks_passed, checks_failed;

/* Tests that go through thousands of states take a sample under a sanitizer, which makes them ten times as long: the plain build
 * goes through all. */
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
enum { THOROUGH = 0 };
#else
enum { THOROUGH = 1 };
#endif

#define CHECK(condition, ...)                                       \
    do {                                                            \
        if (condition) { checks_passed++; break; }                  \
        checks_failed++;                                            \
        printf("%s:%d: %s", __FILE__, __LINE__, #condition);        \
        __VA_OPT__(printf(" : " __VA_ARGS__);)                      \
        putchar('\n');                                              \
    } while (0)

#define TEST(name)                                                                      \
    static void name(void);                                                             \
    __attribute__((constructor)) static void add_##name(void) { test_add(#name, name); } \
    static void name(void)

void test_add(const char *name, void (*run)(void));

/* Say that the running test cannot run here and why; it then counts as skipped. */
void test_skip(const char *why);

/* The folder of real data beside the checkout, or NULL when it is not there. */
const char *shared_data(void);

#endif
