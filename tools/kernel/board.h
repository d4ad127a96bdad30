/* The little of a Cortex-M board under QEMU that counting instructions takes. */
#ifndef BOARD_H
#define BOARD_H

#include <stdint.h>

/* Reads a whole file of the host into memory; returns its size. Ends the program if it is not there or larger than room. */
uint32_t readFile(const char *name, void *into, uint32_t room);

/* Writes a file of the host. */
void writeFile(const char *name, const void *bytes, uint32_t count);

_Noreturn void leave(int failed);

/* Ticks of the processor's timer since the last call, up to 2^24. */
uint32_t lap(void);

int main(void);

#endif
