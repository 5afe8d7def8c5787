/* render TEMPLATE LANGUAGE DATA.hdf MANIFEST: the page on stdout; 1 and the reason when it cannot be rendered. */
#include <stdio.h>

#include "util/err.h"
#include "web/tree.h"
#include "web/view.h"

int
main(int argc, char **argv)
{
	struct region *region = region_new();
	struct hdf *data = hdf_new(region, 480, "");
	struct buf out = BUF_INIT;
	struct view *view = NULL;
	enum lang lang = argc == 5 ? lang_of(argv[2]) : LANG_MAX;
	int r = ERR_INPUT;

	if (lang == LANG_MAX)
		err_set(ERR_INPUT, "usage: render TEMPLATE LANGUAGE DATA.hdf MANIFEST");
	else if ((r = view_open("templates", argv[4], &view)) == 0 &&
	    (r = tree_err(hdf_read_file(hdf_node(data), argv[3]), argv[3])) == 0)
		r = view_render(view, argv[1], lang, data, &out);
	if (r != 0)
		fprintf(stderr, "%s\n", err_take());
	else
		fwrite(buf_str(&out), 1, out.len, stdout);
	view_close(view);
	hdf_free(data);
	region_free(region);
	buf_clear(&out);
	return r != 0;
}
