/* Settings: what is built in, the file, the environment, the command line, each over the one before, and each says where a
 * value came from. */
#include "../check.h"

#include <unistd.h>

#include "app/app.h"
#include "base/file.h"

enum { WORDS_MAX = 16, MEMORY = 1 << 20 };

struct home {                           /* a data folder with a config file in it */
    struct ctx c;
    struct app app;
    char       folder[64];
    char      *words[WORDS_MAX];
    int        count;
};

static void home_close(struct home *p)
{
    (void)unlink(ctx_print(&p->c, "%s/lumia.conf", p->folder));
    CHECK(rmdir(p->folder) == 0, "%s", p->folder);
    unsetenv("LUMIA_DATA");
    unsetenv("LUMIA_PORT");
    unsetenv("LUMIA_FORMAT");
    ctx_close(&p->c);
}
#define AUTO_HOME __attribute__((cleanup(home_close))) struct home

static void home_open(struct home *p, const char *file)
{
    *p = (struct home){.folder = "/tmp/lumia-config-XXXXXX"};
    ctx_open(&p->c, MEMORY);
    CHECK(mkdtemp(p->folder) != NULL);
    setenv("LUMIA_DATA", p->folder, 1);
    if (!file) return;
    AUTO_FILE *f = fopen(ctx_print(&p->c, "%s/lumia.conf", p->folder), "wb");
    CHECK(f && fputs(file, f) >= 0);
}

static err configure(struct home *p, const char *line)
{
    p->count = 0;
    for (struct slice rest = slice_of(line); rest.size && p->count < WORDS_MAX;) p->words[p->count++] = ctx_copy(&p->c, slice_cut(&rest, ' '));
    return app_configure(&p->c, &p->app, &p->count, p->words);
}

static const char *where(const struct home *p, const char *name)
{
    return p->app.origins[shape_find(&settings_shape, slice_of(name)) - settings_shape.fields].where;
}

TEST(config_each_place_wins_over_the_one_before)
{
    AUTO_HOME p;
    home_open(&p, "# a comment\n\nport = 1001\n  threads=3  \n");
    CHECK(configure(&p, "assets") == OK && p.app.settings.port == 1001 && strstr(where(&p, "port"), "lumia.conf:3"), "%s", p.c.note);
    CHECK(p.app.settings.threads == 3 && p.app.threads == 3 && strstr(where(&p, "threads"), "lumia.conf:4"));
    CHECK(strcmp(where(&p, "address"), "built in") == 0 && strcmp(where(&p, "data"), "LUMIA_DATA") == 0, "%s", where(&p, "data"));
    setenv("LUMIA_PORT", "1002", 1);
    CHECK(configure(&p, "assets") == OK && p.app.settings.port == 1002 && strcmp(where(&p, "port"), "LUMIA_PORT") == 0);
    CHECK(configure(&p, "assets --port 1003 --limit 5") == OK && p.app.settings.port == 1003 && strcmp(where(&p, "port"), "--port") == 0);
    CHECK(p.count == 3 && strcmp(p.words[1], "--limit") == 0, "%d", p.count);
    CHECK(configure(&p, "assets --port=1004") == OK && p.app.settings.port == 1004);
    setenv("LUMIA_PORT", "", 1);        /* empty is not set */
    CHECK(configure(&p, "assets") == OK && p.app.settings.port == 1001);
}

TEST(config_short_forms_and_switches)
{
    AUTO_HOME p;
    home_open(&p, NULL);
    CHECK(configure(&p, "--json assets") == OK && p.app.settings.format == FORMAT_JSON && p.count == 1);
    CHECK(configure(&p, "assets --csv") == OK && p.app.settings.format == FORMAT_CSV && p.count == 1);
    CHECK(configure(&p, "assets --schedule=false --color") == OK && !p.app.settings.schedule && p.app.settings.color && p.count == 1);
    CHECK(configure(&p, "assets --memory-mb 64") == OK && p.app.settings.memory_mb == 64 && p.count == 1, "%d", p.count);
    CHECK(configure(&p, "assets --memory_mb 65") == OK && p.app.settings.memory_mb == 65 && p.count == 1);
}

TEST(config_leaves_words_behind_two_dashes)
{
    AUTO_HOME p;
    home_open(&p, NULL);
    CHECK(configure(&p, "import prices --port 7 -- --json --port") == OK, "%s", p.c.note);
    CHECK(p.app.settings.port == 7 && p.app.settings.format == FORMAT_TABLE && p.count == 5 && strcmp(p.words[3], "--json") == 0, "%d", p.count);
}

static void refuses(const char *file, const char *line, const char *story)
{
    AUTO_HOME p;
    home_open(&p, file);
    err e = configure(&p, line);
    CHECK((e == ERR_INVALID || e == ERR_USAGE) && strstr(p.c.note, story), "%s: %s", err_name(e), p.c.note);
}

TEST(config_says_what_is_wrong_and_where)
{
    refuses("port = 70000\n", "assets", "lumia.conf:1: port must be a whole number from 0 to 65535, not '70000'");
    refuses("port = 1\nprot = 2\n", "assets", "lumia.conf:2: no setting 'prot'");
    refuses("nonsense\n", "assets", "lumia.conf:1: no setting 'nonsense'");
    refuses(NULL, "assets --format yaml", "--format: format must be table, json or csv, not 'yaml'");
    refuses(NULL, "assets --port", "--port needs a value");
    refuses("data = /elsewhere\n", "assets", "lumia.conf:1: data");      /* it stands in that folder, so it cannot name it */
    setenv("LUMIA_FORMAT", "xml", 1);
    refuses(NULL, "assets", "LUMIA_FORMAT: format must be");
    unsetenv("LUMIA_FORMAT");
}
