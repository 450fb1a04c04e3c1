/* serve.h - the HTTP front door: routes made from the op table, pages from the program itself. */
#ifndef APP_SERVE_H
#define APP_SERVE_H

#include "app/app.h"
#include "net/http.h"

/* Handlers of net/http.h; arg is the struct app. Safe on several threads. */
bool serve_is_long(void *arg, const struct http_request *request);
void serve_request(void *arg, struct ctx *c, const struct http_request *request, struct http_reply *reply);

/* ---- schedule.c: runs the jobs that are due, on a thread of its own ---- */
struct schedule;
err  schedule_open(struct ctx *c, struct app *app, int64_t now, struct schedule **ret);
err  schedule_tick(struct ctx *c, struct schedule *s, int64_t now);     /* what is due at that instant; for the thread, and tests */
err  schedule_start(struct ctx *c, struct app *app, struct schedule **ret);
void schedule_stop(struct schedule *s);         /* waits for the job that runs */

#endif
