/*
 * load: asks one address over and over on many kept connections and says how fast the answers came.
 *
 *	load CONNECTIONS SECONDS URL [-c COOKIE] [BODY-FILE CONTENT-TYPE]
 *
 * URL may be @FILE, an address on each line: each connection asks them in turn.
 * Prints "ANSWERS RATE P50 P99 BAD": answers, in a second, milliseconds, answers that were not 200.  Loopback only.
 */
#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MOST 200
#define URLS 5000
#define KEPT 200000	/* latencies a connection remembers */

struct client {
	pthread_t	 thread;
	unsigned	*us;
	size_t		 n, bad;
};

static char *urls[URLS];
static size_t nurls;
static char *body;
static size_t body_len;
static const char *type, *cookie;
static double ends;
static struct client client[MOST];

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static size_t
drop(char *p, size_t size, size_t n, void *ctx)
{
	(void)p;
	(void)ctx;
	return size * n;
}

static void *
run(void *arg)
{
	struct client *c = arg;
	CURL *h = curl_easy_init();
	struct curl_slist *heads = type == NULL ? NULL : curl_slist_append(NULL, type);
	size_t at = (size_t)(c - client) * 37;

	curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, drop);
	curl_easy_setopt(h, CURLOPT_SSL_VERIFYPEER, 0L);
	curl_easy_setopt(h, CURLOPT_SSL_VERIFYHOST, 0L);
	curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(h, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(h, CURLOPT_TIMEOUT, 30L);
	if (cookie != NULL)
		curl_easy_setopt(h, CURLOPT_COOKIE, cookie);
	if (body != NULL) {
		curl_easy_setopt(h, CURLOPT_POSTFIELDS, body);
		curl_easy_setopt(h, CURLOPT_POSTFIELDSIZE, (long)body_len);
		curl_easy_setopt(h, CURLOPT_HTTPHEADER, heads);
	}
	while (now() < ends) {
		double begun = now();
		long status = 0;

		curl_easy_setopt(h, CURLOPT_URL, urls[at++ % nurls]);
		if (curl_easy_perform(h) == CURLE_OK)
			curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, &status);
		c->bad += status != 200;
		if (c->n < KEPT)
			c->us[c->n] = (unsigned)((now() - begun) * 1e6);
		c->n++;
	}
	curl_easy_cleanup(h);
	curl_slist_free_all(heads);
	return NULL;
}

static int
by_value(const void *a, const void *b)
{
	unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;

	return (x > y) - (x < y);
}

static void
load_body(const char *path)
{
	FILE *f = fopen(path, "rb");

	body = malloc(65536);
	if (f == NULL || body == NULL)
		exit(2);
	body_len = fread(body, 1, 65536, f);
	fclose(f);
}

static void
take_urls(const char *arg)
{
	FILE *f = *arg == '@' ? fopen(arg + 1, "r") : NULL;
	static char line[4000];

	if (*arg != '@')
		urls[nurls++] = strdup(arg);
	while (f != NULL && nurls < URLS && fgets(line, sizeof(line), f) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		urls[nurls++] = strdup(line);
	}
	if (f != NULL)
		fclose(f);
	for (size_t i = 0; i < nurls; i++)
		if (urls[i] == NULL || strstr(urls[i], "://localhost:") == NULL)
			exit(2);
}

int
main(int argc, char **argv)
{
	size_t count, seconds, all = 0, bad = 0, kept = 0, i;
	unsigned *us;
	double begun;

	if (argc >= 6 && strcmp(argv[4], "-c") == 0) {
		cookie = argv[5];
		argc -= 2;
		memmove(argv + 4, argv + 6, (size_t)(argc - 4) * sizeof(*argv));
	}
	if (argc != 4 && argc != 6)
		return 2;
	count = strtoul(argv[1], NULL, 10);
	seconds = strtoul(argv[2], NULL, 10);
	take_urls(argv[3]);
	if (count < 1 || count > MOST || seconds < 1 || seconds > 60 || nurls == 0)
		return 2;
	if (argc == 6) {
		static char head[120];

		load_body(argv[4]);
		snprintf(head, sizeof(head), "Content-Type: %s", argv[5]);
		type = head;
	}
	curl_global_init(CURL_GLOBAL_ALL);
	begun = now();
	ends = begun + (double)seconds;
	for (i = 0; i < count; i++) {
		client[i].us = calloc(KEPT, sizeof(unsigned));
		pthread_create(&client[i].thread, NULL, run, &client[i]);
	}
	for (i = 0; i < count; i++) {
		pthread_join(client[i].thread, NULL);
		all += client[i].n;
		bad += client[i].bad;
	}
	begun = now() - begun;
	us = calloc(all + 1, sizeof(unsigned));
	for (i = 0; i < count; i++)
		for (size_t k = 0; k < client[i].n && k < KEPT; k++)
			us[kept++] = client[i].us[k];
	qsort(us, kept, sizeof(unsigned), by_value);
	printf("%zu %.0f %.1f %.1f %zu\n", all, (double)all / begun, us[kept / 2] / 1e3, us[kept * 99 / 100] / 1e3, bad);
	return 0;
}
