/*
 * ppm: reads raw pictures one behind the other, as pdftoppm writes them, while they come.
 *
 * They come out of a decoder that may have been taken over: nothing is believed but numbers within bounds and then pixels.
 */
#ifndef DRAW_PPM_H
#define DRAW_PPM_H

#include <stddef.h>

#define PPM_HEAD 24

struct ppm {
	int		  side;			/* longest side that is accepted */
	/* Takes a whole picture, three octets for each pixel. Not 0: reading ends with that code. */
	int		(*take)(void *ctx, int width, int height, const unsigned char *rgb);
	void		 *ctx;
	char		  head[PPM_HEAD];
	size_t		  head_n, lines;
	int		  width, height;
	unsigned char	 *rgb;			/* NULL: within a head */
	size_t		  got;
};

/* 0, what take said, or ERR_INPUT: this is no such picture, or it is too large. */
int	 ppm_feed(struct ppm *p, const void *bytes, size_t n);
/* 0, or ERR_INPUT: it ends within a picture. Frees what is held either way. */
int	 ppm_end(struct ppm *p);

#endif
