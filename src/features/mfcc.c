#include "mfcc.h"
#include <string.h>

struct complex {
	int32_t r, i;
};

typedef struct mfccTables Tables;
typedef struct complex Complex;

/* a * b / 2^32 rounded to nearest, halves up; the same on top of c; the same of -a * b on top of c */
#ifdef __ARM_FEATURE_DSP
static inline int32_t product(int32_t a, int32_t b)
{
	int32_t result;
	__asm__("smmulr %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
	return result;
}

static inline int32_t plus(int32_t c, int32_t a, int32_t b)
{
	int32_t result;
	__asm__("smmlar %0, %1, %2, %3" : "=r"(result) : "r"(a), "r"(b), "r"(c));
	return result;
}

static inline int32_t minus(int32_t c, int32_t a, int32_t b)
{
	int32_t result;
	__asm__("smmlsr %0, %1, %2, %3" : "=r"(result) : "r"(a), "r"(b), "r"(c));
	return result;
}
#else
static inline int32_t rounded(int64_t product)
{
	return (int32_t)((product + 0x80000000) >> 32);
}

static inline int32_t product(int32_t a, int32_t b)
{
	return rounded((int64_t)a * b);
}

static inline int32_t plus(int32_t c, int32_t a, int32_t b)
{
	return (int32_t)((uint32_t)c + (uint32_t)rounded((int64_t)a * b));
}

static inline int32_t minus(int32_t c, int32_t a, int32_t b)
{
	return (int32_t)((uint32_t)c + (uint32_t)rounded(-(int64_t)a * b));
}
#endif

static inline int32_t left(int32_t v, int32_t shift)
{
	return (int32_t)((uint32_t)v << shift);
}

static inline int32_t leadingZeros(uint32_t v)
{
	return v ? __builtin_clz(v) : 32;
}

/* The bits that a signed value needs beside its sign: |v|, or one less for a negative v. */
static inline uint32_t extent(int32_t v)
{
	return (uint32_t)(v ^ (v >> 31));
}

static inline Complex sum(Complex a, Complex b)
{
	return (Complex){a.r + b.r, a.i + b.i};
}

static inline Complex difference(Complex a, Complex b)
{
	return (Complex){a.r - b.r, a.i - b.i};
}

/* a - i b */
static inline Complex sumTurned(Complex a, Complex b)
{
	return (Complex){a.r + b.i, a.i - b.r};
}

/* a + i b */
static inline Complex differenceTurned(Complex a, Complex b)
{
	return (Complex){a.r - b.i, a.i + b.r};
}

/* a + conjugate(w) b / 4 for w in Q30 */
static inline Complex sumProduct(Complex a, Complex b, Complex w)
{
	return (Complex){plus(plus(a.r, b.r, w.r), b.i, w.i), minus(plus(a.i, b.i, w.r), b.r, w.i)};
}

static inline Complex productOf(Complex b, Complex w)
{
	return (Complex){plus(product(b.r, w.r), b.i, w.i), minus(product(b.i, w.r), b.r, w.i)};
}

/* What is on the other side of a when b is on this one. */
static inline Complex mirrored(Complex a, Complex b)
{
	return (Complex){2 * a.r - b.r, 2 * a.i - b.i};
}

enum { ONE = 1 << 30, DIAGONAL = 759250125 };

static inline Complex quarter(Complex a)
{
	return (Complex){product(a.r, ONE), product(a.i, ONE)};
}

static inline const int32_t *words(const Tables *t, int32_t at)
{
	return (const int32_t *)t + at;
}

static inline const uint16_t *halves(const Tables *t, int32_t at)
{
	return (const uint16_t *)t + at;
}

/* The left shift that makes the loudest sample fill 16 bits; two samples at a time: v ^ 2 v has a bit more than extent(v). */
static int32_t normalise(const Tables *t, const int16_t *samples)
{
	uint32_t loudest = 0;
	int32_t i;
	for (i = 0; i + 2 <= t->window; i += 2) {
		uint32_t pair;
		memcpy(&pair, samples + i, sizeof pair);
		loudest |= pair ^ pair << 1;
	}
	if (i < t->window)
		loudest |= extent(samples[i]) << 1;
	return leadingZeros((loudest | loudest >> 16) << 16 >> 17) - 17;
}

static int32_t applyWindow(const Tables *t, const int16_t *samples, int32_t shift, Complex *data)
{
	const int32_t *window = words(t, t->windowAt);
	const uint16_t *reversed = halves(t, t->reversedAt);
	int32_t pairs = t->window >> 1, room;
	uint32_t loudest = 0;
	int32_t i;
	shift += 16 - t->headroom;
	for (i = 0; i < pairs; i++) {
		Complex y = {product(window[2 * i], left(samples[2 * i], shift)), product(window[2 * i + 1], left(samples[2 * i + 1], shift))};
		loudest |= extent(y.r) | extent(y.i);
		data[reversed[i]] = y;
	}
	if (t->window & 1) {
		Complex y = {product(window[2 * i], left(samples[2 * i], shift)), 0};
		loudest |= extent(y.r);
		data[reversed[i++]] = y;
	}
	for (; i < t->inputs; i++)
		data[reversed[i]] = (Complex){0, 0};
	room = leadingZeros(loudest) - 3 - t->headroom;
	return room > 0 ? room : 0;
}

static inline Complex shifted(Complex a, int32_t shift)
{
	return (Complex){left(a.r, shift), left(a.i, shift)};
}

static inline void sumsOfFour(Complex x[4])
{
	Complex s = sum(x[0], x[1]), d = difference(x[0], x[1]);
	Complex s2 = sum(x[2], x[3]), d2 = difference(x[2], x[3]);
	x[0] = sum(s, s2);
	x[1] = sumTurned(d, d2);
	x[2] = difference(s, s2);
	x[3] = differenceTurned(d, d2);
}

static void fours(Complex *data, int32_t points, int32_t shift)
{
	Complex *end = data + points;
	for (; data < end; data += 4) {
		for (int i = 0; i < 4; i++)
			data[i] = shifted(data[i], shift);
		sumsOfFour(data);
	}
}

static inline void eights(Complex *data, int32_t points, int32_t shift, int padded)
{
	static const Complex none = {0, 0};
	Complex *end = data + points;
	for (; data < end; data += 8) {
		Complex x[4] = {shifted(data[0], shift), shifted(data[1], shift), shifted(data[2], shift), padded ? none : shifted(data[3], shift)};
		Complex y[4] = {shifted(data[4], shift), padded ? none : shifted(data[5], shift), shifted(data[6], shift),
		                padded ? none : shifted(data[7], shift)};
		sumsOfFour(x);
		sumsOfFour(y);
		Complex a, s;
		a = quarter(x[0]);
		s = (Complex){plus(a.r, y[0].r, ONE), plus(a.i, y[0].i, ONE)};
		data[0] = s;
		data[4] = mirrored(a, s);
		a = quarter(x[1]);
		s = sumProduct(a, y[1], (Complex){DIAGONAL, DIAGONAL});
		data[1] = s;
		data[5] = mirrored(a, s);
		a = quarter(x[2]);
		s = (Complex){plus(a.r, y[2].i, ONE), minus(a.i, y[2].r, ONE)};
		data[2] = s;
		data[6] = mirrored(a, s);
		a = quarter(x[3]);
		s = sumProduct(a, y[3], (Complex){-DIAGONAL, DIAGONAL});
		data[3] = s;
		data[7] = mirrored(a, s);
	}
}

static inline void doubleStage(Complex *data, int32_t points, int32_t span, const Complex *twiddles, int32_t stride)
{
	for (Complex *block = data; block < data + points; block += 4 * span) {
		const Complex *w = twiddles;
		for (Complex *a = block; a < block + span; a++, w += stride) {
			Complex *b = a + span, *c = b + span, *d = c + span;
			Complex p, q, u, v;
			q = productOf(*c, w[1]);
			v = sumProduct(q, *d, w[2]);
			q = mirrored(q, v);
			p = quarter(*a);
			u = sumProduct(p, *b, w[0]);
			p = mirrored(p, u);
			*a = sum(u, v);
			*b = sumTurned(p, q);
			*c = difference(u, v);
			*d = differenceTurned(p, q);
		}
	}
}

static void fft(const Tables *t, Complex *data, int32_t shift)
{
	const Complex *twiddles = (const Complex *)words(t, t->twiddlesAt);
	int32_t points = t->points;
	int32_t span = 8;
	if (t->inputs < points)
		eights(data, points, shift, 1);
	else if (leadingZeros((uint32_t)points) & 1) {
		fours(data, points, shift);
		span = 4;
	} else
		eights(data, points, shift, 0);
	/* spans known to the compiler */
	for (int32_t stride = 3 * (points / 4 / span); stride > 0; stride >>= 2, span <<= 2)
		if (span == 8)
			doubleStage(data, points, 8, twiddles, stride);
		else if (span == 32)
			doubleStage(data, points, 32, twiddles, stride);
		else if (span == 128)
			doubleStage(data, points, 128, twiddles, stride);
		else
			doubleStage(data, points, span, twiddles, stride);
	data[points] = data[0];
}

static inline int32_t squareRoot(const int32_t *table, uint32_t v)
{
	const int32_t *at = table + (v >> 22);
	return at[0] + ((at[1] - at[0]) * (int32_t)(v >> 7 & 0x7fff) >> 15);
}

static inline int32_t hypotenuse(const int32_t *squareRoots, int32_t x, int32_t y)
{
	if ((x | y) == 0)
		return 0;
	int32_t shift = leadingZeros(extent(x) | extent(y)) - 1;
	int32_t a = left(x, shift), b = left(y, shift);
	return (int32_t)((uint32_t)squareRoot(squareRoots, (uint32_t)plus(product(a, a), b, b)) << 8 >> shift);
}

static inline int32_t magnitude(const int32_t *squareRoots, Complex a, Complex b, Complex w)
{
	int32_t oddR = a.i + b.i, oddI = b.r - a.r;
	int32_t x = plus(plus((a.r + b.r) >> 1, oddR, w.r), oddI, w.i);
	int32_t y = minus(plus((a.i - b.i) >> 1, oddI, w.r), oddR, w.i);
	return hypotenuse(squareRoots, x, y);
}

static inline int32_t logOf(const Tables *t, uint64_t energy, int32_t exponent)
{
	enum { LN2 = 2907270 };
	uint32_t high = (uint32_t)(energy >> 32), low = (uint32_t)energy, mantissa;
	int32_t zeros;
	if (energy == 0)
		return t->logFloor;
	zeros = high ? leadingZeros(high) : 32 + leadingZeros(low);
	mantissa = (uint32_t)(energy << zeros >> 32);
	const int32_t *at = words(t, t->logarithmsAt) + (mantissa >> 24 & 0x7f);
	int32_t log = (63 - zeros - exponent) * LN2 + at[0] + ((at[1] - at[0]) * (int32_t)(mantissa >> 9 & 0x7fff) >> 15);
	return log > t->logFloor ? log : t->logFloor;
}

static void takeLogs(const Tables *t, const Complex *data, int32_t exponent, int32_t *logs)
{
	const int32_t *squareRoots = words(t, t->squareRootsAt);
	const Complex *w = (const Complex *)words(t, t->rotationsAt);
	const uint16_t *bins = halves(t, t->binsAt);
	const uint16_t *rise = halves(t, t->riseAt);
	const Complex *a = data + t->firstBin, *b = data + t->points - t->firstBin;
	int32_t magnitudeShift = t->magnitudeShift;
	int64_t rising = 0;
	for (int32_t edge = 0; edge <= t->melBins; edge++) {
		int64_t energy = rising;
		rising = 0;
		for (int32_t n = bins[edge]; n > 0; n--) {
			int32_t m = magnitude(squareRoots, *a++, *b--, *w++) >> magnitudeShift;
			rising += (int64_t)m * *rise;
			energy += (int64_t)m * (16384 - *rise++);
		}
		if (edge > 0)
			*logs++ = logOf(t, (uint64_t)energy, exponent);
	}
}

static void transform(const Tables *t, int32_t *logs, uint8_t *row)
{
	const int32_t *dct = words(t, t->dctAt);
	int32_t last = t->melBins - 1, half = (t->melBins + 1) >> 1;
	for (int32_t i = 0, j = last; i < j; i++, j--) {
		int32_t a = logs[i], b = logs[j];
		logs[i] = a + b;
		logs[j] = a - b;
	}
	for (int32_t i = 0; i < t->coefficients; i++) {
		const int32_t *log = i & 1 ? logs + last : logs;
		int32_t step = i & 1 ? -1 : 1;
		int32_t q = t->offset;
		for (int32_t j = 0; j < half; j++, log += step)
			q = plus(q, *log, *dct++);
		q >>= t->outputShift;
		row[i] = (uint8_t)(q < 0 ? 0 : q > 255 ? 255 : q);
	}
}

void mfccFrame(int16_t *samples, uint32_t samplesAt, void *tables, int32_t *work, uint8_t *row, uint32_t rowAt)
{
	const Tables *t = tables;
	Complex *data = (Complex *)work;
	int32_t *logs = work + 2 * t->points + 2;
	int32_t first = normalise(t, samples + samplesAt);
	int32_t second = applyWindow(t, samples + samplesAt, first, data);
	fft(t, data, second);
	takeLogs(t, data, first + second + t->exponent, logs);
	transform(t, logs, row + rowAt);
}
