import type { Command } from "commander";
import type { VendorCheckOptions, VendorSetupOptions } from "../vendor.js";
import { example, python } from "./options.js";

export function addVendor(program: Command): void {
	const vendor = program.command("vendor").description("the vendor's compiler, which makes programs for silicon (docs/silicon.md)");
	vendor
		.command("setup")
		.description("install the vendor's akida package, which has a licence of its own, into a virtual environment")
		.option("--folder <path>", "where the virtual environment goes; default: .akida-kws/vendor in your home folder")
		.option("--base <python>", "the Python that makes it")
		.option("--yes", "agree to the licence without being asked")
		.option("--json", "the result as JSON")
		.addHelpText("after", example("vendor setup --yes"))
		.action(async (options: VendorSetupOptions) => (await import("../vendor.js")).vendorSetup(options));
	vendor
		.command("check")
		.description("tell whether the vendor's compiler can be used")
		.addOption(python())
		.option("--json", "the result as JSON")
		.addHelpText("after", example("vendor check"))
		.action(async (options: VendorCheckOptions) => (await import("../vendor.js")).vendorCheck(options));
}
