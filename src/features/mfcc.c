#include "mfcc.h"
#include "fft.h"
#include <string.h>

INLINE const Complex *pairs(const struct mfccTables *t, int32_t at)
{
	return (const Complex *)(const void *)((const int32_t *)t + at);
}

INLINE const uint16_t *halves(const struct mfccTables *t, int32_t at)
{
	return (const uint16_t *)t + at;
}

/* The left shift that makes the loudest sample fill 16 bits. Two at a time: the bit that one spills into the other is never its top one. */
static int32_t normalise(const struct mfccTables *t, const int16_t *samples)
{
	uint32_t loudest = 0;
	int32_t i;
	for (i = 0; i + 2 <= t->window; i += 2) {
		int32_t pair;
		memcpy(&pair, samples + i, sizeof pair);
		loudest |= extent(pair);
	}
	if (i < t->window)
		loudest |= extent(samples[i]);
	return leadingZeros(((loudest | loudest >> 16) & 0xffff) | 1) - 16;
}

/* Fills the FFT with pairs of windowed samples; returns how far they can be shifted to the left. */
static int32_t applyWindow(const struct mfccTables *t, const int16_t *samples, int32_t shift, Complex *data)
{
	const Complex *window = pairs(t, t->windowAt);
	const uint16_t *reversed = halves(t, t->reversedAt);
	int32_t whole = t->window >> 1, i;
	uint32_t loudest = 0;
	shift += 16 - t->headroom;
	for (i = 0; i < whole; i++) {
		Complex w = load(window + i);
		Complex y = {product(w.r, left(samples[2 * i], shift)), product(w.i, left(samples[2 * i + 1], shift))};
		loudest |= extent(y.r) | extent(y.i);
		store(data + reversed[i], y);
	}
	if (t->window & 1) {
		Complex y = {product(window[i].r, left(samples[2 * i], shift)), 0};
		loudest |= extent(y.r);
		store(data + reversed[i++], y);
	}
	for (; i < t->inputs; i++)
		store(data + reversed[i], (Complex){0, 0});
	int32_t room = leadingZeros(loudest | 1) - 2 - t->headroom;
	return room > 0 ? room : 0;
}

/* A bin of the real spectrum out of bins k and -k of the complex one. */
INLINE Complex untangle(Complex a, Complex b, Complex w)
{
	a = half(a);
	b = half(b);
	Complex even = {(a.r + b.r) >> 1, (a.i - b.i) >> 1};
	Complex odd = {a.i + b.i, b.r - a.r};
	return plusTurned(even, odd, w);
}

/* |x| for an x with any bit set; `bits` are the extents of its parts. */
INLINE int32_t magnitude(const struct mfccTables *t, Complex x, uint32_t bits)
{
	int32_t shift = leadingZeros(bits);
	x = shifted(x, shift);
	uint32_t square = (uint32_t)plus(product(x.r, x.r), x.i, x.i);
	return (int32_t)((uint32_t)interpolate(t->rootNodes, square - (1 << 28), 23) >> shift);
}

INLINE int32_t logOf(const struct mfccTables *t, uint64_t energy, int32_t exponent)
{
	const int32_t ln2 = 2907270;
	if (energy == 0)
		return t->logFloor;
	uint32_t high = (uint32_t)(energy >> 32);
	int32_t zeros = high ? leadingZeros(high) : 32 + leadingZeros((uint32_t)energy);
	uint32_t mantissa = (uint32_t)(energy << zeros >> 32);
	int32_t log = (63 - zeros - exponent) * ln2 + interpolate(t->logNodes, mantissa & 0x7fffffff, 24);
	return log > t->logFloor ? log : t->logFloor;
}

/* Adds the magnitudes up under the filters and takes the logarithms, edge by edge: a filter rises over one and falls over the next. */
static void takeLogs(const struct mfccTables *t, const Complex *data, int32_t exponent, int32_t *logs)
{
	const Complex *a = data + t->firstBin, *b = data + t->points - t->firstBin;
	const Complex *w = pairs(t, t->rotationsAt);
	const uint16_t *bins = halves(t, t->binsAt), *rise = halves(t, t->riseAt);
	int32_t magnitudeShift = t->magnitudeShift;
	int64_t rising = 0;
	for (int32_t edge = 0; edge <= t->melBins; edge++) {
		int64_t energy = rising;
		rising = 0;
		for (int32_t n = bins[edge]; n > 0; n--) {
			Complex x = untangle(*a++, *b--, *w++);
			uint32_t bits = extent(x.r) | extent(x.i);
			int32_t weight = *rise++;
			if (bits) {
				int32_t m = magnitude(t, x, bits) >> magnitudeShift;
				rising += (int64_t)m * weight;
				energy += (int64_t)m * ((1 << 14) - weight);
			}
		}
		if (edge > 0)
			*logs++ = logOf(t, (uint64_t)energy, exponent);
	}
}

/* A cosine of the DCT is even or odd about the middle: sums of opposite logarithms to the front, differences to the back. */
static void foldLogs(int32_t *front, int32_t *back)
{
	for (; front < back; front++, back--) {
		int32_t a = *front, b = *back;
		*front = a + b;
		*back = a - b;
	}
}

/* DCT, output scale and offset, rounding half up, clipping. */
static void transform(const struct mfccTables *t, const int32_t *logs, uint8_t *row)
{
	const int32_t *dct = (const int32_t *)t + t->dctAt;
	for (int32_t i = 0; i < t->coefficients; i++) {
		const int32_t *log = i & 1 ? logs + t->melBins - 1 : logs;
		int32_t step = i & 1 ? -1 : 1;
		int32_t q = t->offset;
		for (int32_t n = (t->melBins + 1) >> 1; n > 0; n--, log += step)
			q = plus(q, *log, *dct++);
		q >>= t->outputShift;
		row[i] = (uint8_t)(q < 0 ? 0 : q > 255 ? 255 : q);
	}
}

void mfccFrame(int16_t *samples, uint32_t samplesAt, void *tables, int32_t *work, uint8_t *row, uint32_t rowAt)
{
	const struct mfccTables *t = tables;
	Complex *data = (Complex *)work;
	int32_t *logs = work + 2 * t->points + 2;
	samples += samplesAt;
	int32_t first = normalise(t, samples);
	int32_t second = applyWindow(t, samples, first, data);
	fft(data, t->points, t->inputs, second, pairs(t, t->twiddlesAt));
	takeLogs(t, data, first + second + t->exponent, logs);
	foldLogs(logs, logs + t->melBins - 1);
	transform(t, logs, row + rowAt);
}
