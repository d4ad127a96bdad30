import type { Server } from "node:http";

export function buildPage(out?: string): Promise<string>;
export function filesOf(folder: string): string[];
export function compressedBytes(folder: string): number;
export function servePage(folder: string, port?: number, path?: string): Promise<Server>;
