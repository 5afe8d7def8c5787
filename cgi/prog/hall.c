/*
 * hall: the public pages and the applicants' own.
 */
#include "pages/hall.h"
#include "web/app.h"

int
main(int argc, char **argv)
{
	return web_main(&hall_app, argc, argv);
}
