/** Made when the module is evaluated, which on Moddable is at link time. */
export const table = Int32Array.from({ length: 8 }, (_, i) => i * i);

/** Made at run time. */
export const scratch = (): Int32Array => new Int32Array(8);
