/**
 * A measured figure beside its bar and its baseline, and the table that shows them.
 *
 * @module
 */

/** The bar that a figure is held to. */
export type Bar = { readonly most: number } | { readonly least: number };

/** One figure. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Without one, the figure is told and not judged. */
  readonly bar?: Bar;
  /** The same work without the server, or the plain way to do it, in the same run. */
  readonly baseline?: { readonly what: string; readonly value: number };
}

/** How much is measured. */
export interface BenchOptions {
  /** Fewer callers and shorter runs: to see that all of it works, not to quote. */
  readonly quick: boolean;
  /** Told what happens, for the person who waits. */
  say(line: string): void;
}

/** Figures that are measured together. */
export interface Group {
  readonly name: string;
  run(options: BenchOptions): Promise<readonly Figure[]>;
}

/** The value below which `share` of all values lie; 0 without values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** The middle value. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Whether a figure keeps its bar; `undefined` when it has none. */
export function isMet({ value, bar }: Figure): boolean | undefined {
  if (bar === undefined) return undefined;
  return "most" in bar ? value <= bar.most : value >= bar.least;
}

/** Three digits that count, and no more than there are. */
function short(value: number): string {
  if (!Number.isFinite(value)) return "-";
  const size = Math.abs(value);
  return size >= 100
    ? `${Math.round(value)}`
    : size >= 10
    ? value.toFixed(1)
    : value.toFixed(size >= 1 ? 2 : 3);
}

function barText(bar: Bar | undefined): string {
  if (bar === undefined) return "";
  return "most" in bar ? `<= ${short(bar.most)}` : `>= ${short(bar.least)}`;
}

/** The figures as lines of text. */
export function renderTable(figures: readonly Figure[]): string {
  const rows = [
    ["figure", "value", "unit", "bar", "", "baseline"],
    ...figures.map((figure) => {
      const met = isMet(figure);
      const { baseline } = figure;
      return [
        figure.name,
        short(figure.value),
        figure.unit,
        barText(figure.bar),
        met === undefined ? "" : met ? "met" : "missed",
        baseline === undefined ? "" : `${short(baseline.value)} ${baseline.what}`,
      ];
    }),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row.map((cell, column) => column === 1 ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!))
      .join("  ").trimEnd()
  ).join("\n");
}

/** The figures as data. */
export function toJson(figures: readonly Figure[]): unknown {
  return {
    deno: Deno.version.deno,
    program: Deno.env.get("X84_BIN") || "sources",
    figures: figures.map((figure) => ({ ...figure, met: isMet(figure) ?? null })),
  };
}
