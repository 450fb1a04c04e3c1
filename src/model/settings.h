/* settings.h - what can be set: one row each. A row reaches the config file (`port = 8080`), the environment (LUMIA_PORT),
 * the command line (--port), the manual and `lumia config`. */
#ifndef MODEL_SETTINGS_H
#define MODEL_SETTINGS_H

#include "shape/table.h"

extern const char *const formats[];
extern const char *const precision_choices[];          /* auto, and then those of nlp/bert_kernel.h */
enum format { FORMAT_TABLE, FORMAT_JSON, FORMAT_CSV };

extern const char *const environments[];
enum environment { DEVELOPMENT, STAGING, PRODUCTION };

#define SETTINGS(X, T)                                                                                                      \
    X(T, TEXT,   data,         NULLABLE, "folder that holds the store and the config file; usual is ~/.local/share/lumia")  \
    X(T, TEXT,   db,           NULLABLE, "store to use, as sqlite:PATH or postgres://USER@HOST/DATABASE; usual is lumia.db in the data folder")              \
    X(T, CHOICE, environment,  0, "what an older store meets: development brings it up to date when it is opened, staging and production wait for "    \
                                  "`lumia migrate up`, and production goes back only with --force", .choices = environments, .usual = "development")      \
    X(T, CHOICE, format,       0, "how answers are printed", .choices = formats, .usual = "table")                          \
    X(T, BOOL,   color,        0, "use colours and progress bars on a terminal", .usual = "true")                           \
    X(T, TEXT,   address,      0, "address that `lumia serve` listens on", .max = 64, .usual = "127.0.0.1")                 \
    X(T, I64,    port,         0, "port that `lumia serve` listens on; 0 takes any that is free", .min = 0, .max = 65535, .usual = "8080") \
    X(T, I64,    threads,      0, "threads that answer requests and compute; 0 is one per processor", .min = 0, .max = 64, .usual = "0") \
    X(T, BOOL,   schedule,     0, "let `lumia serve` run the jobs when they are due", .usual = "true")                      \
    X(T, I64,    memory_mb,    0, "memory one request, command or job may use", .min = 16, .max = 65536, .usual = "2048")   \
    X(T, I64,    body_mb,      0, "largest request body", .min = 1, .max = 1024, .usual = "64")                             \
    X(T, TEXT,   scorer,       0, "scorer that the job `score` reads news with", .max = 64, .usual = "vader-finance")       \
    X(T, CHOICE, model_precision, 0, "how a model that reads news keeps its numbers; auto is bf16 where the processor has it, else f32", .choices = precision_choices, .usual = "auto") \
    X(T, TEXT,   vader_lexicon, NULLABLE, "list of words for VADER instead of the one built in: lines word, tab, mean")     \
    X(T, TEXT,   fetch_via,    NULLABLE, "gateway that sources are fetched through: requests go to GATEWAY/URL")             \
    X(T, I64,    fetch_timeout_ms, 0, "how long a source may take to answer", .min = 100, .max = 300000, .usual = "20000")

MODEL(settings, SETTINGS, "what can be set");

#endif
