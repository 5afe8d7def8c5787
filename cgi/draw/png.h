/*
 * png: a PNG as a raw picture of bounded size, white where it is transparent.  Runs inside the jail.
 */
#ifndef DRAW_PNG_H
#define DRAW_PNG_H

#define PNG_PIXELS 80000000

/* Reads a PNG from one descriptor and writes a PPM of at most DRAW_SIDE to the other. 0 or -1. */
int	 png_to_ppm(int from, int to);

#endif
