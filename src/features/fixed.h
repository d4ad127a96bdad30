/* The integer primitives of fixed.ts, one or two instructions each on a Cortex-M4. */
#ifndef FIXED_H
#define FIXED_H

#include <stdint.h>

/* The compiler left to itself makes one function of what is written to become several with different constants. */
#define INLINE static inline __attribute__((always_inline))

typedef struct {
	int32_t r, i;
} Complex;

/*
 * product: a * b / 2^32 rounded to nearest, halves up; plus: c and that; minus: c and that of -a * b.
 * The compiler has no pattern for these instructions and rarely sees that two loads or stores make one.
 */
#ifdef __ARM_FEATURE_DSP
INLINE int32_t product(int32_t a, int32_t b)
{
	int32_t result;
	__asm__("smmulr %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
	return result;
}

INLINE int32_t plus(int32_t c, int32_t a, int32_t b)
{
	int32_t result;
	__asm__("smmlar %0, %1, %2, %3" : "=r"(result) : "r"(a), "r"(b), "r"(c));
	return result;
}

INLINE int32_t minus(int32_t c, int32_t a, int32_t b)
{
	int32_t result;
	__asm__("smmlsr %0, %1, %2, %3" : "=r"(result) : "r"(a), "r"(b), "r"(c));
	return result;
}

typedef int64_t __attribute__((may_alias, aligned(4))) Pair;

INLINE Complex load(const Complex *from)
{
	Complex c;
	__asm__("ldrd %0, %1, %2" : "=&r"(c.r), "=r"(c.i) : "m"(*(const Pair *)from));
	return c;
}

INLINE void store(Complex *to, Complex c)
{
	__asm__("strd %1, %2, %0" : "=m"(*(Pair *)to) : "r"(c.r), "r"(c.i));
}
#else
INLINE int32_t rounded(int32_t c, int64_t product)
{
	return (int32_t)((uint32_t)c + (uint32_t)((product + 0x80000000) >> 32));
}

INLINE int32_t product(int32_t a, int32_t b)
{
	return rounded(0, (int64_t)a * b);
}

INLINE int32_t plus(int32_t c, int32_t a, int32_t b)
{
	return rounded(c, (int64_t)a * b);
}

INLINE int32_t minus(int32_t c, int32_t a, int32_t b)
{
	return rounded(c, -(int64_t)a * b);
}

INLINE Complex load(const Complex *from)
{
	return *from;
}

INLINE void store(Complex *to, Complex c)
{
	*to = c;
}
#endif

INLINE int32_t left(int32_t v, int32_t shift)
{
	return (int32_t)((uint32_t)v << shift);
}

/* A number with as many leading zeros as v can be shifted to the left; 0 only for 0. */
INLINE uint32_t extent(int32_t v)
{
	return (uint32_t)v ^ (uint32_t)v << 1;
}

/* Of anything but 0. */
INLINE int32_t leadingZeros(uint32_t v)
{
	return __builtin_clz(v);
}

/* A function of x by its tangent at the nearest of the nodes, which are 2^bits apart: value and slope. */
INLINE int32_t interpolate(const Complex *nodes, uint32_t x, int32_t bits)
{
	Complex node = load(nodes + ((x + (1u << (bits - 1))) >> bits));
	return plus(node.r, node.i, (int32_t)(x << (32 - bits)));
}

#endif
