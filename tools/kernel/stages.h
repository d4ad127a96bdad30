/* The kernel stage by stage. */
#ifndef STAGES_H
#define STAGES_H

#include <stdint.h>

enum { STAGES = 5 };

/* Does what mfccFrame does and adds the ticks of normalising, windowing, FFT, filters with logarithms, and DCT to `ticks`. */
void timeStages(const int16_t *samples, const void *tables, int32_t *work, uint8_t *row, uint32_t ticks[STAGES]);

#endif
