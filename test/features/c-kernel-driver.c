/*
 * Runs the kernel over the windows on the standard input (see tools/kernel/input.ts) and writes their rows to the standard output. Every
 * buffer is exactly as large as promised, so that a sanitizer sees what goes beyond.
 */
#include "mfcc.h"
#include <stdio.h>
#include <stdlib.h>

static void *make(size_t bytes)
{
	void *buffer = malloc(bytes);
	if (!buffer)
		exit(2);
	return buffer;
}

static void fill(void *buffer, size_t bytes)
{
	if (fread(buffer, 1, bytes, stdin) != bytes)
		exit(2);
}

int main(void)
{
	uint32_t numbers[4];
	fill(numbers, sizeof numbers);
	void *tables = make(numbers[0]), *work = make(4 * (size_t)numbers[1]);
	void *samples = make(2 * (size_t)numbers[2]), *row = make(numbers[3]);
	fill(tables, numbers[0]);
	while (fread(samples, 2, numbers[2], stdin) == numbers[2]) {
		mfccFrame(samples, 0, tables, work, row, 0);
		fwrite(row, 1, numbers[3], stdout);
	}
	free(tables);
	free(work);
	free(samples);
	free(row);
	return 0;
}
