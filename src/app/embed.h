/* embed.h - files that are part of the program: the dashboard, the packages it imports, the guides of the manual. */
#ifndef APP_EMBED_H
#define APP_EMBED_H

struct embedded {
    const char *name, *at, *end;        /* "app.js", "vendor/uPlot.esm.js", "docs/manual/tour.md" */
};

extern const struct embedded embedded_files[];  /* ends with a NULL name */

#endif
