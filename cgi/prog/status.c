/*
 * status: certificate status and CA certificates for machines, below /pki/.
 */
#include "pages/status.h"
#include "web/app.h"

int
main(int argc, char **argv)
{
	return web_main(&status_app, argc, argv);
}
