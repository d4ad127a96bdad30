#include "board.h"

/* SysTick, by the registers of the ARMv7-M manual. */
#define CONTROL (*(volatile uint32_t *)0xE000E010)
#define RELOAD (*(volatile uint32_t *)0xE000E014)
#define CURRENT (*(volatile uint32_t *)0xE000E018)
enum { ENABLE = 1, PROCESSOR_CLOCK = 4, LONGEST = 0xFFFFFF };

/* Semihosting operations and the two reasons to exit. */
enum { SYS_OPEN = 1, SYS_CLOSE = 2, SYS_WRITE = 5, SYS_READ = 6, SYS_FLEN = 12, SYS_EXIT = 24 };
enum { APPLICATION_EXIT = 0x20026, RUN_TIME_ERROR = 0x20023 };
enum { READ_BINARY = 1, WRITE_BINARY = 5 };

extern uint32_t stackTop[];

static void fault(void)
{
	leave(1);
}

__attribute__((section(".vectors"), used)) static const void *const vectors[] = {
	stackTop, (const void *)reset, (const void *)fault, (const void *)fault, (const void *)fault, (const void *)fault, (const void *)fault,
};

void reset(void)
{
	RELOAD = LONGEST;
	CURRENT = 0;
	CONTROL = PROCESSOR_CLOCK | ENABLE;
	leave(main());
}

/* The operation goes in r0, its argument or the address of its arguments in r1; the answer comes in r0. */
static uint32_t host(uint32_t operation, uintptr_t argument)
{
	register uint32_t r0 __asm__("r0") = operation;
	register uintptr_t r1 __asm__("r1") = argument;
	__asm__ volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
	return r0;
}

static uint32_t openFile(const char *name, uint32_t mode)
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

/* Both operations answer how many bytes were left over. */
static void transfer(uint32_t operation, uint32_t file, uintptr_t bytes, uint32_t count)
{
	uintptr_t arguments[] = {file, bytes, count};
	if (host(operation, (uintptr_t)arguments) != 0)
		leave(1);
	host(SYS_CLOSE, (uintptr_t)&file);
}

uint32_t readFile(const char *name, void *into, uint32_t room)
{
	uint32_t file = openFile(name, READ_BINARY);
	uint32_t size = host(SYS_FLEN, (uintptr_t)&file);
	if (size > room)
		leave(1);
	transfer(SYS_READ, file, (uintptr_t)into, size);
	return size;
}

void writeFile(const char *name, const void *bytes, uint32_t count)
{
	transfer(SYS_WRITE, openFile(name, WRITE_BINARY), (uintptr_t)bytes, count);
}

uint32_t lap(void)
{
	static uint32_t last = LONGEST;
	uint32_t now = CURRENT, ticks = (last - now) & LONGEST;
	last = now;
	return ticks;
}

_Noreturn void leave(int failed)
{
	for (;;)
		host(SYS_EXIT, failed ? RUN_TIME_ERROR : APPLICATION_EXIT);
}
