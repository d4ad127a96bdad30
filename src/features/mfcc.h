/* Fixed-point MFCC, the kernel of mfcc.ts in C: the same bits out of the same samples. No heap, no floats, no state. */
#ifndef MFCC_H
#define MFCC_H

#include <stdint.h>

/*
 * What packTables (packed-tables.ts) puts in front of the tables, in this order. The last members are offsets from the start of
 * the buffer: of 32-bit tables in 32-bit words, of 16-bit tables in 16-bit words.
 */
struct mfccTables {
	int32_t window, points, inputs, headroom, firstBin, melBins, coefficients;
	int32_t magnitudeShift, exponent, logFloor, outputShift, offset;
	int32_t windowAt, twiddlesAt, rotationsAt, squareRootsAt, logarithmsAt, dctAt;
	int32_t reversedAt, binsAt, riseAt;
};

/*
 * One window of samples to one row of bytes. tables comes from packTables, work has workWords (packed-tables.ts) 32-bit words; both
 * are aligned to 4 bytes. samples and row are given with the index of their first element, as a foreign function takes
 * whole ArrayBuffers only; for the same reason nothing is const. Takes less than 200 bytes of stack.
 */
void mfccFrame(int16_t *samples, uint32_t samplesAt, void *tables, int32_t *work, uint8_t *row, uint32_t rowAt);

#endif
