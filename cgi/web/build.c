#include "web/build.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "util/digest.h"
#include "util/enc.h"
#include "util/err.h"

static int
add_file(struct digest *d, const char *path, bool must)
{
	char chunk[65536];
	ssize_t n;
	int fd;

	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) < 0)
		return must || errno != ENOENT ? err_set(ERR_INPUT, "%s cannot be read", path) : 0;
	while ((n = read(fd, chunk, sizeof(chunk))) > 0)
		digest_add(d, chunk, (size_t)n);
	close(fd);
	return n == 0 ? 0 : err_set(ERR_INPUT, "%s cannot be read", path);
}

static int
by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* The path and its NUL stand before the bytes: a file that moves is another build. */
static int
add_folder(struct digest *d, const char *folder)
{
	char *const roots[] = { (char *)folder, NULL };
	FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
	FTSENT *f;
	int r = 0;

	if (tree == NULL)
		return err_set(ERR_INPUT, "%s cannot be read", folder);
	while (r == 0 && (f = fts_read(tree)) != NULL) {
		const char *below = f->fts_path + strlen(folder);

		if (f->fts_info != FTS_F)
			continue;
		digest_add(d, below, strlen(below) + 1);
		r = add_file(d, f->fts_path, true);
	}
	fts_close(tree);
	return r;
}

int
build_digest(const char *templates, const char *manifest, char out[BUILD_SIZE])
{
	unsigned char sum[DIGEST_SIZE];
	struct digest *d = digest_new();
	int r;

	if ((r = add_file(d, "/proc/self/exe", true)) == 0 && (r = add_folder(d, templates)) == 0 && manifest[0] != '\0')
		r = add_file(d, manifest, false);
	digest_end(d, sum);
	enc_hex_to(sum, sizeof(sum), out);
	return r;
}
