/* Evidence as an applicant uploads it: no byte beyond its end is read, and every refusal has its sentence. */
#include <stdint.h>
#include <stdlib.h>

#include "rules/filetype.h"
#include "util/err.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum filetype type = FILETYPE_MAX;

	if (filetype_find(data, size, &type) == 0) {
		if (type >= FILETYPE_MAX || size < 8)
			abort();
	} else if (err_take()[0] == '\0') {
		abort();
	}
	return 0;
}
