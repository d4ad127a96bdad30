import pc from "picocolors";

/** Colours for a terminal, none for a pipe or when NO_COLOR is set. */
export const colours = pc.createColors(Boolean(process.stdout.isTTY) && pc.isColorSupported);

/** "1,234,567"; not by toLocaleString, whose first call costs as much as a small command. */
export const grouped = (n: number): string => `${n}`.replace(/\B(?=(\d{3})+$)/g, ",");

/** "12.3 KiB" */
export function byteCount(n: number): string {
	if (n < 1024) return `${n} B`;
	if (n < 1024 * 1024) return `${(n / 1024).toFixed(1)} KiB`;
	return `${(n / 1024 / 1024).toFixed(1)} MiB`;
}

/** "94.1 %" */
export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** A mean to four places, without zeros behind. */
export const rounded = (mean: number): string => `${Number(mean.toFixed(4))}`;

/** Aligned columns; the first row is the heading. */
export function table(rows: readonly (readonly string[])[], indent = "  "): string {
	const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
	const line = (row: readonly string[]): string =>
		row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join("  ");
	return rows.map((row) => (indent + line(row)).trimEnd()).join("\n");
}

/** A titled table between rules, left-aligned; the first row is the heading. */
export function ruled(title: string, rows: readonly (readonly string[])[]): string {
	const [heading = [], ...body] = rows;
	const widths = heading.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
	const line = (row: readonly string[]): string =>
		row
			.map((cell, i) => cell.padEnd(widths[i] ?? 0))
			.join("  ")
			.trimEnd();
	const width = Math.max(title.length, widths.reduce((sum, w) => sum + w, 0) + 2 * (widths.length - 1));
	return [colours.bold(title), "_".repeat(width), line(heading), "=".repeat(width), ...body.map(line), "_".repeat(width)].join("\n");
}

/** One line of JSON. */
export const printJson = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);
