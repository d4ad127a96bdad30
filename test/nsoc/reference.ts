import type {
	Activation,
	FullyConnectedLayer,
	InputConvolutionalLayer,
	SeparableConvolutionalLayer,
} from "../../host-sim/nsoc/payload/layers.js";

/**
 * The integer forward pass written straight from section 5 of the layer specification, with nested loops and BigInt where
 * rounding matters: slow, and independent of the chip's code.
 */

function padBefore(inputs: number, kernel: number, stride: number): number {
	const outputs = Math.ceil(inputs / stride);
	return Math.floor(Math.max((outputs - 1) * stride + kernel - inputs, 0) / 2);
}

const ceilDivide = (a: bigint, b: bigint): bigint => (a > 0n ? (a + b - 1n) / b : a / b);

/** n = ceil(16 (p - threshold) / (S 2^(4 - actBits))) in exact rational arithmetic, clamped. */
function activate(potential: number, filter: number, { actBits, threshold, actStep }: Activation): number {
	if (actBits === 0) return potential;
	const step = BigInt(Math.floor(16 * (actStep[filter] as number)));
	const above = BigInt(potential - (threshold[filter] as number));
	const n = ceilDivide(16n * 2n ** BigInt(actBits) * above, 16n * step);
	return Math.min(Math.max(Number(n), 0), 2 ** actBits - 1);
}

type Read = (x: number, y: number, c: number) => number;

function reader(values: ArrayLike<number>, { x: nx, y: ny, c: nc }: { x: number; y: number; c: number }): Read {
	return (x, y, c) => (x < 0 || x >= nx || y < 0 || y >= ny ? 0 : (values[(x * ny + y) * nc + c] as number));
}

export function convolve(layer: InputConvolutionalLayer, input: Uint8Array): number[] {
	const { kernel, stride, output, weights } = layer;
	const at = reader(input, layer.input);
	const out: number[] = [];
	for (let i = 0; i < output.x; i++) {
		for (let j = 0; j < output.y; j++) {
			for (let f = 0; f < output.c; f++) {
				let p = 0;
				for (let a = 0; a < kernel[0]; a++) {
					for (let b = 0; b < kernel[1]; b++) {
						for (let c = 0; c < layer.input.c; c++) {
							const x = stride[0] * i + a - padBefore(layer.input.x, kernel[0], stride[0]);
							const y = stride[1] * j + b - padBefore(layer.input.y, kernel[1], stride[1]);
							p += at(x, y, c) * (weights[((a * kernel[1] + b) * layer.input.c + c) * output.c + f] as number);
						}
					}
				}
				out.push(activate(p, f, layer));
			}
		}
	}
	return out;
}

function depthwise(layer: SeparableConvolutionalLayer, at: Read, i: number, j: number, c: number): number {
	const [kx, ky] = layer.kernel;
	let d = 0;
	for (let a = 0; a < kx; a++) {
		for (let b = 0; b < ky; b++) {
			const weight = layer.weights[((kx - 1 - a) * ky + (ky - 1 - b)) * layer.input.c + c] as number;
			d += at(i + a - padBefore(layer.input.x, kx, 1), j + b - padBefore(layer.input.y, ky, 1), c) * weight;
		}
	}
	return d;
}

export function convolveSeparably(layer: SeparableConvolutionalLayer, input: Uint8Array): number[] {
	const at = reader(input, layer.input);
	const filters = layer.output.c;
	const potentials: number[][] = [];
	for (let i = 0; i < layer.input.x; i++) {
		for (let j = 0; j < layer.input.y; j++) {
			const p = new Array<number>(filters).fill(0);
			for (let c = 0; c < layer.input.c; c++) {
				const d = depthwise(layer, at, i, j, c);
				for (let f = 0; f < filters; f++) p[f] = (p[f] as number) + d * (layer.pointwise[c * filters + f] as number);
			}
			potentials.push(p);
		}
	}
	const fired = layer.pooling === "none" ? potentials : [potentials.reduce((sum, p) => sum.map((value, f) => value + (p[f] as number)))];
	return fired.flatMap((p) => p.map((value, f) => activate(value, f, layer)));
}

export function connectFully(layer: FullyConnectedLayer, input: Uint8Array): number[] {
	return Array.from({ length: layer.units }, (_, u) => {
		const p = input.reduce((sum, value, i) => sum + value * (layer.weights[i * layer.units + u] as number), 0);
		return activate(p, u, layer);
	});
}
