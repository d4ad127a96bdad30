#include "board.h"

enum { SYS_OPEN = 1, SYS_CLOSE = 2, SYS_WRITE = 5, SYS_READ = 6, SYS_FLEN = 12, SYS_EXIT = 24 };
enum { READ_BINARY = 1, WRITE_BINARY = 5, APPLICATION_EXIT = 0x20026, RUN_TIME_ERROR = 0x20023 };

/* SysTick */
#define CONTROL (*(volatile uint32_t *)0xE000E010)
#define RELOAD (*(volatile uint32_t *)0xE000E014)
#define CURRENT (*(volatile uint32_t *)0xE000E018)
enum { ENABLE = 1, PROCESSOR_CLOCK = 4, LONGEST = 0xFFFFFF };

extern uint32_t stackTop[];

static void reset(void)
{
	RELOAD = LONGEST;
	CURRENT = 0;
	CONTROL = PROCESSOR_CLOCK | ENABLE;
	leave(main());
}

static void fault(void)
{
	leave(1);
}

__attribute__((section(".vectors"), used)) static const void *const vectors[] = {
	stackTop, reset, fault, fault, fault, fault, fault,
};

/* Semihosting: the operation in r0, its arguments or their address in r1. */
static uint32_t host(uint32_t operation, uintptr_t argument)
{
	register uint32_t r0 __asm__("r0") = operation;
	register uintptr_t r1 __asm__("r1") = argument;
	__asm__ volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
	return r0;
}

static uint32_t open(const char *name, uint32_t mode)
{
	uint32_t length = 0;
	while (name[length])
		length++;
	uintptr_t arguments[] = {(uintptr_t)name, mode, length};
	uint32_t file = host(SYS_OPEN, (uintptr_t)arguments);
	if (file == UINT32_MAX)
		leave(1);
	return file;
}

static void use(uint32_t operation, uint32_t file, uintptr_t bytes, uint32_t count)
{
	uintptr_t arguments[] = {file, bytes, count};
	/* The answer is the number of bytes that were left over. */
	if (host(operation, (uintptr_t)arguments) != 0)
		leave(1);
	host(SYS_CLOSE, (uintptr_t)&file);
}

uint32_t readFile(const char *name, void *into, uint32_t room)
{
	uint32_t file = open(name, READ_BINARY);
	uint32_t length = host(SYS_FLEN, (uintptr_t)&file);
	if (length > room)
		leave(1);
	use(SYS_READ, file, (uintptr_t)into, length);
	return length;
}

void writeFile(const char *name, const void *bytes, uint32_t count)
{
	use(SYS_WRITE, open(name, WRITE_BINARY), (uintptr_t)bytes, count);
}

_Noreturn void leave(int failed)
{
	host(SYS_EXIT, failed ? RUN_TIME_ERROR : APPLICATION_EXIT);
	for (;;)
		;
}

uint32_t lap(void)
{
	static uint32_t last;
	uint32_t now = CURRENT;
	uint32_t ticks = (last - now) & LONGEST;
	last = now;
	return ticks;
}
