/*
 * Counts what the kernel costs. input.bin says how many turns the empty loop and how many times each window takes, then comes what
 * input.ts packs. output.bin gets the ticks of the empty loop and the bytes of stack, then of every window the ticks of all
 * its runs, those of the stages, and its row.
 */
#include "board.h"
#include "mfcc.h"
#include "stages.h"
#include <string.h>

enum { INPUT_WORDS = 6, PAINT = 0xA5, PAINTED = 4096, LONGEST_ROW = 64 };

static uint32_t input[768 << 10];
static uint8_t output[256 << 10];
static int32_t work[4096];

struct run {
	int16_t *samples;
	void *tables;
	uint8_t row[LONGEST_ROW];
};

/* Two instructions a turn. */
static uint32_t emptyLoop(uint32_t turns)
{
	lap();
	__asm__ volatile("1: subs %0, #1\n\tbne 1b" : "+r"(turns) : : "cc");
	return lap();
}

static uint32_t runKernel(struct run *r, uint32_t times)
{
	lap();
	while (times-- > 0)
		mfccFrame(r->samples, 0, r->tables, work, r->row, 0);
	return lap();
}

/* Bytes below this function's own frame that a run changes. */
static __attribute__((noinline)) uint32_t stackOf(struct run *r)
{
	volatile uint8_t *top, *low;
	__asm__ volatile("mov %0, sp" : "=r"(top));
	for (low = top - PAINTED; low < top; low++)
		*low = PAINT;
	mfccFrame(r->samples, 0, r->tables, work, r->row, 0);
	for (low = top - PAINTED; *low == PAINT; low++)
		;
	return (uint32_t)(top - low);
}

static uint8_t *put(uint8_t *at, const void *bytes, uint32_t count)
{
	memcpy(at, bytes, count);
	return at + count;
}

int main(void)
{
	const uint8_t *end = (uint8_t *)input + readFile("input.bin", input, sizeof input);
	uint32_t times = input[1], windowBytes = 2 * input[4], rowBytes = input[5];
	uint8_t *window = (uint8_t *)(input + INPUT_WORDS) + input[2], *at = output;
	if (4 * input[3] > sizeof work || rowBytes > LONGEST_ROW)
		return 1;
	struct run r = {(int16_t *)(void *)window, input + INPUT_WORDS, {0}};
	uint32_t ticks = emptyLoop(input[0]), stack = stackOf(&r);
	at = put(at, &ticks, 4);
	at = put(at, &stack, 4);
	for (; window < end; window += windowBytes) {
		uint32_t stages[STAGES] = {0};
		r.samples = (int16_t *)(void *)window;
		for (uint32_t i = 0; i < times; i++)
			timeStages(r.samples, r.tables, work, r.row, stages);
		ticks = runKernel(&r, times);
		at = put(at, &ticks, 4);
		at = put(at, stages, sizeof stages);
		at = put(at, r.row, rowBytes);
	}
	writeFile("output.bin", output, (uint32_t)(at - output));
	return 0;
}
