/** The package's `Encoding`; its own module builds it at run time, which preloading would leave open to change. */
export const Encoding = Object.freeze({ UTF8_BYTES: 1, UTF16_STRING: 2 });
