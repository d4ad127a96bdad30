/* The FFT of fft.ts. Included once, by mfcc.c. */
#ifndef FFT_H
#define FFT_H

#include "fixed.h"

INLINE Complex sum(Complex a, Complex b)
{
	return (Complex){a.r + b.r, a.i + b.i};
}

INLINE Complex difference(Complex a, Complex b)
{
	return (Complex){a.r - b.r, a.i - b.i};
}

/* a - i b */
INLINE Complex turnedSum(Complex a, Complex b)
{
	return (Complex){a.r + b.i, a.i - b.r};
}

/* a + i b */
INLINE Complex turnedDifference(Complex a, Complex b)
{
	return (Complex){a.r - b.i, a.i + b.r};
}

/* w b, for w = cosine - i sine */
INLINE Complex turned(Complex b, Complex w)
{
	return (Complex){plus(product(b.r, w.r), b.i, w.i), minus(product(b.i, w.r), b.r, w.i)};
}

/* a + w b */
INLINE Complex plusTurned(Complex a, Complex b, Complex w)
{
	return (Complex){plus(plus(a.r, b.r, w.r), b.i, w.i), minus(plus(a.i, b.i, w.r), b.r, w.i)};
}

/* a - b, given a and a + b */
INLINE Complex opposite(Complex a, Complex sum)
{
	return (Complex){2 * a.r - sum.r, 2 * a.i - sum.i};
}

INLINE Complex half(Complex a)
{
	return (Complex){a.r >> 1, a.i >> 1};
}

INLINE Complex quarter(Complex a)
{
	return (Complex){product(a.r, 1 << 30), product(a.i, 1 << 30)};
}

INLINE Complex shifted(Complex a, int32_t shift)
{
	return (Complex){left(a.r, shift), left(a.i, shift)};
}

INLINE void sumsOfFour(Complex x[4])
{
	Complex s = sum(x[0], x[1]), d = difference(x[0], x[1]);
	Complex s2 = sum(x[2], x[3]), d2 = difference(x[2], x[3]);
	x[0] = sum(s, s2);
	x[1] = turnedSum(d, d2);
	x[2] = difference(s, s2);
	x[3] = turnedDifference(d, d2);
}

static void firstTwoStages(Complex *data, int32_t points, int32_t shift)
{
	for (Complex *end = data + points; data < end; data += 4) {
		for (int32_t i = 0; i < 4; i++)
			data[i] = shifted(data[i], shift);
		sumsOfFour(data);
	}
}

INLINE void join(Complex *to, Complex a, Complex sum)
{
	store(to, sum);
	store(to + 4, opposite(a, sum));
}

/* Three of eight inputs are not even read where the window leaves 3/8 of the FFT to zeros. */
INLINE void firstThreeStages(Complex *data, int32_t points, int32_t shift, int padded)
{
	const int32_t diagonal = 1518500250;
	const Complex zero = {0, 0};
	for (Complex *end = data + points; data < end; data += 8) {
		Complex x[4] = {shifted(load(data), shift), shifted(load(data + 1), shift), shifted(load(data + 2), shift), zero};
		Complex y[4] = {shifted(load(data + 4), shift), zero, shifted(load(data + 6), shift), zero};
		if (!padded) {
			x[3] = shifted(load(data + 3), shift);
			y[1] = shifted(load(data + 5), shift);
			y[3] = shifted(load(data + 7), shift);
		}
		sumsOfFour(x);
		sumsOfFour(y);
		Complex a = half(x[0]), b = half(y[0]);
		join(data, a, sum(a, b));
		a = half(x[1]), b = y[1];
		join(data + 1, a, plusTurned(a, b, (Complex){diagonal, diagonal}));
		a = half(x[2]), b = half(y[2]);
		join(data + 2, a, turnedSum(a, b));
		a = half(x[3]), b = y[3];
		join(data + 3, a, plusTurned(a, b, (Complex){-diagonal, diagonal}));
	}
}

INLINE void doubleStage(Complex *data, int32_t points, int32_t span, const Complex *twiddles, int32_t stride)
{
	for (Complex *block = data; block < data + points; block += 4 * span) {
		const Complex *w = twiddles;
		for (Complex *a = block; a < block + span; a++, w += stride) {
			Complex *b = a + span, *c = b + span, *d = c + span;
			Complex t = turned(load(c), load(w + 1));
			Complex v = plusTurned(t, load(d), load(w + 2));
			Complex q = opposite(t, v);
			Complex s = quarter(load(a));
			Complex u = plusTurned(s, load(b), load(w));
			Complex p = opposite(s, u);
			store(a, sum(u, v));
			store(b, turnedSum(p, q));
			store(c, difference(u, v));
			store(d, turnedDifference(p, q));
		}
	}
}

/* Spans that the compiler knows, those of 512 points, save it a third of the instructions. */
static void doubleStages(Complex *data, int32_t points, int32_t span, const Complex *twiddles)
{
	for (int32_t stride = 3 * points >> (span == 8 ? 5 : 4); span < points; span <<= 2, stride >>= 2)
		if (span == 8)
			doubleStage(data, points, 8, twiddles, stride);
		else if (span == 32)
			doubleStage(data, points, 32, twiddles, stride);
		else if (span == 128)
			doubleStage(data, points, 128, twiddles, stride);
		else
			doubleStage(data, points, span, twiddles, stride);
}

/* `inputs` are points, or 5/8 of them when the others are zeros that nobody has written. */
static void fft(Complex *data, int32_t points, int32_t inputs, int32_t shift, const Complex *twiddles)
{
	if (leadingZeros((uint32_t)points) & 1) {
		firstTwoStages(data, points, shift);
		doubleStages(data, points, 4, twiddles);
	} else {
		if (inputs < points)
			firstThreeStages(data, points, shift, 1);
		else
			firstThreeStages(data, points, shift, 0);
		doubleStages(data, points, 8, twiddles);
	}
	data[points] = data[0];
}

#endif
