/* What a program needs of a Cortex-M board under QEMU to read a file, count time and write a file. */
#ifndef BOARD_H
#define BOARD_H

#include <stdint.h>

/* Reads a file of the host; returns its size in bytes. A file that is not there or larger than room ends the program. */
uint32_t readFile(const char *name, void *into, uint32_t room);

void writeFile(const char *name, const void *bytes, uint32_t count);

/* Ticks of the system timer since the last call; wraps at 2^24. */
uint32_t lap(void);

_Noreturn void leave(int failed);

void reset(void);

/* The program. Anything but 0 is a failure. */
int main(void);

#endif
