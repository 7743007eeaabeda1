/**
 * Copies of the store, on their way from the folder of the database to where they were asked for.
 *
 * @module
 */

import { OperatorError, toPlainError } from "../base/errors.ts";
import { dirname, resolve } from "../base/path.ts";
import type { Console } from "./console.ts";

/** How every line of an export that holds the hash of a password begins. */
const PASSWORD_LINE = '{"schema":"userbase","table":"passwords",';

/** Lines of a file, with their ends, in pieces of many lines; the file is removed afterwards. */
async function* take(path: string): AsyncGenerator<string[]> {
  const file = await Deno.open(path);
  try {
    let rest = "";
    for await (const chunk of file.readable.pipeThrough(new TextDecoderStream())) {
      const lines = `${rest}${chunk}`.split(/(?<=\n)/);
      rest = lines.at(-1)!.endsWith("\n") ? "" : lines.pop()!;
      if (lines.length > 0) yield lines;
    }
  } finally {
    await Deno.remove(path);
  }
}

async function* withoutPasswords(path: string, passwords: boolean): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const lines of take(path)) {
    const kept = passwords ? lines : lines.filter((line) => !line.startsWith(PASSWORD_LINE));
    yield encoder.encode(kept.join(""));
  }
}

/** Prints an export, and removes it. */
export async function printExport(copy: string, console: Console, passwords: boolean): Promise<void> {
  for await (const bytes of withoutPasswords(copy, passwords)) {
    console.write(bytes);
    if (console.gone) return;
  }
}

/** The tables of an export, as `schema/table`, with their numbers of rows; removes it. */
export async function tablesOfExport(copy: string): Promise<Map<string, number>> {
  const tables = new Map<string, number>();
  for await (const lines of take(copy)) {
    for (const line of lines) {
      const [, schema, table] = /^\{"schema":"(\w+)","table":"(\w+)"/.exec(line) ?? [];
      const name = `${schema}/${table}`;
      tables.set(name, (tables.get(name) ?? 0) + 1);
    }
  }
  return tables;
}

/**
 * Moves a copy to where it was asked for (mode 0600), whole or not at all.
 *
 * @throws {OperatorError} when there is a file already and `force` is not set, or when it cannot be written
 */
export async function deliverCopy(
  copy: string,
  file: string,
  { passwords, force }: { readonly passwords: boolean; readonly force: boolean },
): Promise<void> {
  const target = resolve(file);
  const partial = `${target}.partial`;
  try {
    await checkTarget(file, force);
    await Deno.remove(partial).catch(() => {});
    if (!passwords) {
      await write(partial, () => withoutPasswords(copy, false));
    } else if (!await moved(copy, partial)) {
      // On another disk.
      await write(partial, async () => (await Deno.open(copy)).readable);
    }
    await Deno.rename(partial, target);
    await syncFolder(dirname(target));
  } catch (error) {
    await Deno.remove(partial).catch(() => {});
    if (error instanceof OperatorError) throw error;
    throw new OperatorError(`Cannot write "${file}": ${toPlainError(error).message}`);
  } finally {
    await Deno.remove(copy).catch(() => {});
  }
}

/** Throws an {@linkcode OperatorError} when there is a file already and `force` is not set. */
export async function checkTarget(file: string, force: boolean): Promise<void> {
  if (force || !await exists(resolve(file))) return;
  throw new OperatorError(`Cannot write "${file}": it is there already; --force overwrites it`);
}

/** Opens the source only when the target is open: whoever opens it must read it to its end. */
async function write(
  path: string,
  open: () => AsyncIterable<Uint8Array> | Promise<AsyncIterable<Uint8Array>>,
): Promise<void> {
  using file = await Deno.open(path, { write: true, createNew: true, mode: 0o600 });
  for await (const bytes of await open()) {
    for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
  }
  await file.sync();
}

async function moved(from: string, to: string): Promise<boolean> {
  try {
    await Deno.rename(from, to);
    return true;
  } catch {
    return false;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** So that the file's name outlives a power cut; not every system can. */
async function syncFolder(path: string): Promise<void> {
  try {
    using folder = await Deno.open(path);
    await folder.sync();
  } catch {
    // The file itself is whole in any case.
  }
}
