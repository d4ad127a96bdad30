import js from "@eslint/js";
import ts from "typescript-eslint";

/** A floor imports only from floors below it; the device floors know nothing of Node, of the wall clock or of chance. */
const deviceOnly = {
	"no-restricted-imports": ["error", { patterns: ["node:*", "**/host-sim/**", "**/tools/**", "**/test/**"] }],
	"no-restricted-globals": ["error", "Date", "setTimeout", "setInterval", "setImmediate", "process", "Buffer", "console", "performance"],
	"no-restricted-properties": ["error", { object: "Math", property: "random" }],
};

export default ts.config(
	{ ignores: ["dist/", "src/akida/fb/", "src/bundle/fb/", "src/storage/fb/"] },
	js.configs.recommended,
	...ts.configs.recommended,
	{
		rules: {
			"@typescript-eslint/no-explicit-any": "error",
			"@typescript-eslint/consistent-type-imports": "error",
			"max-lines": ["error", { max: 300 }],
			"max-lines-per-function": ["error", { max: 40, skipBlankLines: true, skipComments: true }],
			"no-console": "off",
		},
	},
	{ files: ["test/**"], rules: { "max-lines-per-function": "off", "max-lines": ["error", { max: 500 }] } },
	{ files: ["src/**/*.ts"], rules: deviceOnly },
	{
		files: ["host-sim/nsoc/**/*.ts", "host-sim/board/**/*.ts"],
		rules: { ...deviceOnly, "no-restricted-imports": ["error", { patterns: ["node:*", "**/tools/**", "**/test/**", "**/engines/**"] }] },
	},
	{ files: ["**/*.mjs"], languageOptions: { globals: { process: "readonly", console: "readonly", URL: "readonly" } } },
);
