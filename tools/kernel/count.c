/*
 * Counts what the kernel costs. Reads input.bin: how many turns the empty loop and how many times each window takes, then what
 * input.ts packs. Writes output.bin: ticks of the empty loop, bytes of stack, then of every window its ticks and its row.
 */
#include "board.h"
#include "mfcc.h"
#include <string.h>

enum { PAINT = 0xA5, PAINTED = 4096 };

static uint8_t input[3 << 20] __attribute__((aligned(4)));
static uint8_t output[256 << 10];
static int32_t work[4096];

/* Two instructions a turn. */
static uint32_t emptyLoop(uint32_t turns)
{
	lap();
	if (turns)
		__asm__ volatile("1: subs %0, #1\n\tbne 1b" : "+r"(turns) : : "cc");
	return lap();
}

struct call {
	int16_t *samples;
	void *tables;
	uint8_t *row;
};

static uint32_t run(const struct call *c, uint32_t times)
{
	lap();
	while (times-- > 0)
		mfccFrame(c->samples, 0, c->tables, work, c->row, 0);
	return lap();
}

/* Bytes of stack that a call takes: those of the painted ones below this function's own frame that it changes. */
static __attribute__((noinline)) uint32_t stackOf(const struct call *c)
{
	volatile uint8_t *top;
	__asm__ volatile("mov %0, sp" : "=r"(top));
	volatile uint8_t *low = top - PAINTED;
	for (volatile uint8_t *p = low; p < top; p++)
		*p = PAINT;
	run(c, 1);
	while (*low == PAINT)
		low++;
	return (uint32_t)(top - low);
}

static uint8_t *put(uint8_t *at, const void *bytes, uint32_t count)
{
	memcpy(at, bytes, count);
	return at + count;
}

int main(void)
{
	const uint8_t *end = input + readFile("input.bin", input, sizeof input);
	const uint32_t *numbers = (const uint32_t *)(void *)input;
	uint32_t windowBytes = 2 * numbers[4], rowBytes = numbers[5];
	uint8_t *tables = input + 24, *samples = tables + numbers[2], row[64];
	if (4 * numbers[3] > sizeof work || rowBytes > sizeof row)
		return 1;
	struct call c = {(int16_t *)(void *)samples, tables, row};
	uint32_t ticks = emptyLoop(numbers[0]), stack = stackOf(&c);
	uint8_t *at = put(put(output, &ticks, 4), &stack, 4);
	for (; samples < end; samples += windowBytes) {
		c.samples = (int16_t *)(void *)samples;
		ticks = run(&c, numbers[1]);
		at = put(put(at, &ticks, 4), row, rowBytes);
	}
	writeFile("output.bin", output, (uint32_t)(at - output));
	return 0;
}
