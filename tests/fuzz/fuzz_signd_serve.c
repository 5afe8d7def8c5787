/* Every message signd takes: first octet the type, then the body. */
#include <stddef.h>
#include <stdint.h>

#include "signd/question.h"
#include "util/err.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct region *mem = region_new();
	struct buf answer = BUF_INIT;
	struct question q;

	if (n > 0 && question_read(data[0] % (PROTO_MAX + 1), data + 1, n - 1, mem, &q) == 0)
		question_answer(&q, &answer);
	err_take();
	if (n > 0)
		question_clear(&q);
	buf_clear(&answer);
	region_free(mem);
	return 0;
}
