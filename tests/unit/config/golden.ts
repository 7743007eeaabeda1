/**
 * Golden INI documents: the bytes (`\xNN`, `\r`, `\\`), a line `---`, what must come out.
 *
 * @module
 */

export interface GoldenIni {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly expected: string;
}

const FOLDER = new URL("../../golden/ini/", import.meta.url);

export function* goldenInis(kind: string): Generator<GoldenIni> {
  const names = Array.from(Deno.readDirSync(FOLDER), ({ name }) => name).sort();
  for (const name of names.filter((one) => one.startsWith(`${kind}_`))) {
    const [input = "", expected] = Deno.readTextFileSync(new URL(name, FOLDER)).split(/^---\n/m);
    if (expected === undefined) throw new TypeError(`Cannot read golden file ${name}: expected a line ---`);
    yield { name, bytes: unescape(input.replace(/\n$/, "")), expected };
  }
}

function unescape(text: string): Uint8Array {
  const parts = text.split(/(\\x[0-9A-F]{2}|\\r|\\\\)/).map((part) => {
    if (part.startsWith("\\x")) return [parseInt(part.slice(2), 16)];
    if (part === "\\r") return [13];
    return [...new TextEncoder().encode(part === "\\\\" ? "\\" : part)];
  });
  return new Uint8Array(parts.flat());
}
