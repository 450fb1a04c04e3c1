#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "app/app.h"
#include "base/log.h"

enum { BAR_WIDTH = 30, SETTINGS_MEMORY = 64 << 20 };

static size_t terminal_width(void)
{
    struct winsize size;
    const char    *columns = getenv("COLUMNS");
    if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
    int64_t width = columns ? strtol(columns, NULL, 10) : 0;
    return width > 20 && width < 10000 ? (size_t)width : 0;
}

struct bar_state {
    int64_t     shown_at;
    const char *what;
};

/* At most ten times a second, and at the end. */
static void draw_progress(void *arg, const char *what, int64_t done, int64_t total)
{
    struct bar_state *s   = arg;
    int64_t           now = time_steady();
    if (total <= 0 || (done < total && now - s->shown_at < 100000)) return;
    s->shown_at = now;
    int filled = (int)(done * BAR_WIDTH / total);
    fprintf(stderr, "\r\033[K%3d%% [", (int)(done * 100 / total));
    for (int i = 0; i < BAR_WIDTH; i++) fputc(i < filled ? '#' : '.', stderr);
    fprintf(stderr, "] %s%s", what, done >= total ? "\r\033[K" : "");
}

static int tell(const struct ctx *c, err e)
{
    fprintf(stderr, "lumia: %s%s%s\n", c->note[0] ? c->note : err_text(e), c->note[0] && e != ERR_USAGE && e != ERR_INVALID ? " - " : "",
            c->note[0] && e != ERR_USAGE && e != ERR_INVALID ? err_text(e) : "");
    return err_exit(e);
}

static int print(struct text *out)
{
    if (text_done(out) != OK) return tell(out->c, ERR_NOMEM);
    size_t written = fwrite(out->at, 1, out->size, stdout);
    if (fflush(stdout) != 0 || written < out->size) return err_exit(ERR_FILE);
    return 0;
}

static int print_answer(struct ctx *c, const struct app *app, const struct op *op, const struct answer *a)
{
    struct text out = {.c = c};
    switch (app->settings.format) {
    case FORMAT_JSON: answer_put_json(&out, op, a); break;
    case FORMAT_CSV:  answer_put_csv(&out, op, a); break;
    default:          answer_put_table(&out, op, a, terminal_width()); break;
    }
    int status = print(&out);
    return status ? status : a->insufficient ? err_exit(ERR_INSUFFICIENT) : 0;
}

static int run_op(struct ctx *c, struct app *app, const struct op *op, int argc, char **argv)
{
    struct bar_state state = {0};
    struct house     house;
    struct answer    answer;
    char            *in = ctx_alloc(c, op->in->size, 1);
    err              e  = got(in);
    for (int i = 0; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            struct text out = {.c = c};
            help_put_op(&out, op);
            return print(&out);
        }
    if (e == OK) e = args_read(c, op, argc, argv, in);
    if (e == OK && !op->storeless) e = app_open_store(c, app);
    house     = app_house(app);
    house.now = time_now();
    log_mute(1);                        /* the answer tells what was done */
    if (app->settings.color && isatty(STDERR_FILENO)) house.progress = draw_progress, house.progress_arg = &state;
    if (e == OK) e = op_answer(c, &house, op, in, &answer);
    return e == OK ? print_answer(c, app, op, &answer) : tell(c, e);
}

/* The op whose name the first one or two words are; *ret_words says how many. */
static const struct op *op_named(struct ctx *c, int argc, char **argv, int *ret_words)
{
    if (argc > 1) {
        char *two = ctx_print(c, "%s %s", argv[0], argv[1]);
        const struct op *op = two ? op_find(slice_of(two)) : NULL;
        *ret_words = 2;
        if (op) return op;
    }
    *ret_words = 1;
    return op_find(slice_of(argv[0]));
}

static int unknown_command(const char *word)
{
    const char *names[256];
    size_t      count = 0;
    for (const struct op *const *o = ops; *o; o++) names[count++] = (*o)->name;
    for (const struct command *const *k = commands; *k; k++) names[count++] = (*k)->name;
    const char *like = nearest(word, names, count);
    fprintf(stderr, "lumia: no command '%s'%s%s%s; see `lumia --help`\n", word, like ? "; do you mean `" : "", like ? like : "", like ? "`" : "");
    return err_exit(ERR_USAGE);
}

static int dispatch(struct ctx *c, struct app *app, int argc, char **argv)
{
    int words, status = 0;
    const struct op *op = op_named(c, argc, argv, &words);
    if (op) return run_op(c, app, op, argc - words, argv + words);
    for (const struct command *const *k = commands; *k; k++) {
        if (strcmp((*k)->name, argv[0]) != 0) continue;
        if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
            struct text out = {.c = c};
            err told = manual_put(c, &out, argv[0]);
            return told == OK ? print(&out) : tell(c, told);
        }
        err e = (*k)->needs_store ? app_open_store(c, app) : OK;
        if (e == OK) e = (*k)->run(c, app, argc - 1, argv + 1, &status);
        return e == OK ? status : tell(c, e);
    }
    return unknown_command(argv[0]);
}

int app_main(int argc, char **argv)
{
    AUTO_CTX   c = {0}, own = {0};
    struct app app = {0};
    int        status;
    if (argc == 1 && strcmp(argv[0], "--version") == 0) return puts("lumia " LUMIA_VERSION) < 0;
    signal(SIGPIPE, SIG_IGN);           /* a reader that goes away is a write error, not an end */
    ctx_open(&c, SETTINGS_MEMORY);
    err e = app_configure(&c, &app, &argc, argv);
    if (e != OK) return tell(&c, e);
    ctx_open(&own, (size_t)app.settings.memory_mb << 20);
    if (argc == 0 || strcmp(argv[0], "--help") == 0 || strcmp(argv[0], "-h") == 0 || strcmp(argv[0], "help") == 0) {
        struct text out = {.c = &own};
        help_put(&out);
        return print(&out);
    }
    status = dispatch(&own, &app, argc, argv);
    ctx_close(&own);                    /* it may hold on to a market that the app keeps */
    app_close(&app);
    return status;
}
