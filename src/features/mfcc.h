/* Fixed-point MFCC: the kernel of mfcc.ts in C, the same bits out of the same samples. No heap, no floats, no state. */
#ifndef MFCC_H
#define MFCC_H

#include "fixed.h"

/*
 * What packTables (packed-tables.ts) makes. The tables that depend on the front end follow; the members in At say where: words of 32
 * bits from the start of the structure, or of 16 bits for the last three.
 */
struct mfccTables {
	int32_t window, points, inputs, headroom, firstBin, melBins, coefficients;
	int32_t magnitudeShift, exponent, logFloor, outputShift, offset;
	int32_t windowAt, twiddlesAt, rotationsAt, dctAt;
	int32_t reversedAt, binsAt, riseAt;
	Complex rootNodes[225], logNodes[129];
};

/*
 * One window of samples to one row of bytes. `tables` is what packTables makes, `work` has workWords (packed-tables.ts) words; both are
 * aligned to 4 bytes. Samples and row begin at an index of their own: a foreign function takes whole ArrayBuffers only, and
 * knows no const. Takes less than 256 bytes of stack on a Cortex-M4.
 */
void mfccFrame(int16_t *samples, uint32_t samplesAt, void *tables, int32_t *work, uint8_t *row, uint32_t rowAt);

#endif
