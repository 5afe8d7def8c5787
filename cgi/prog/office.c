/*
 * office: the administrators' console.
 */
#include "pages/office.h"
#include "web/app.h"

int
main(int argc, char **argv)
{
	return web_main(&office_app, argc, argv);
}
