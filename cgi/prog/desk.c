/*
 * desk: the console of registration authorities.
 */
#include "pages/desk.h"
#include "web/app.h"

int
main(int argc, char **argv)
{
	return web_main(&desk_app, argc, argv);
}
