import pc from "picocolors";

/** Colours for a terminal, none for a pipe or when NO_COLOR is set. */
export const colours = pc.createColors(Boolean(process.stdout.isTTY) && pc.isColorSupported);

/** "1,234,567" */
export const grouped = (n: number): string => n.toLocaleString("en-US");

/** "12.3 KiB" */
export function byteCount(n: number): string {
	if (n < 1024) return `${n} B`;
	if (n < 1024 * 1024) return `${(n / 1024).toFixed(1)} KiB`;
	return `${(n / 1024 / 1024).toFixed(1)} MiB`;
}

/** "94.1 %" */
export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** Aligned columns; the first row is the heading. */
export function table(rows: readonly (readonly string[])[], indent = "  "): string {
	const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
	const line = (row: readonly string[]): string =>
		row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join("  ");
	return rows.map((row) => (indent + line(row)).trimEnd()).join("\n");
}
