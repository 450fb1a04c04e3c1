#include "app/app.h"

int main(int argc, char **argv) { return app_main(argc - 1, argv + 1); }
