/** `mc/config`: what the manifest says. Filled at power on, by {@link configure}. */
const config: Record<string, unknown> = {};
export default config;

export function configure(akidaKws: unknown): void {
	config["akidaKws"] = akidaKws;
	Object.freeze(config);
}
