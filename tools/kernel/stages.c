/* A second copy of the kernel, opened up. */
#define mfccFrame wholeFrame
#include "mfcc.c"

#include "board.h"
#include "stages.h"

void timeStages(const int16_t *samples, const void *tables, int32_t *work, uint8_t *row, uint32_t ticks[STAGES])
{
	const struct mfccTables *t = tables;
	Complex *data = (Complex *)work;
	int32_t *logs = work + 2 * t->points + 2;
	lap();
	int32_t first = normalise(t, samples);
	ticks[0] += lap();
	int32_t second = applyWindow(t, samples, first, data);
	ticks[1] += lap();
	fft(data, t->points, t->inputs, second, pairs(t, t->twiddlesAt));
	ticks[2] += lap();
	takeLogs(t, data, first + second + t->exponent, logs);
	ticks[3] += lap();
	foldLogs(logs, logs + t->melBins - 1);
	transform(t, logs, row);
	ticks[4] += lap();
}
