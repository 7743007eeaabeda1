import assert from "node:assert/strict";
import fc from "fast-check";
import { getEncoding } from "../../../lib/text/encodings.ts";
import { KeyDecoder } from "../../../lib/text/keys.ts";

const ALL = Uint8Array.from({ length: 256 }, (_, byte) => byte);
const NAMES = ["petscii", "petscii_upper"];
const decode = (name: string, bytes: Uint8Array) => getEncoding(name).decoder().push(bytes);
const seen = (name: string, text: string) => decode(name, getEncoding(name).encode(text));

Deno.test("petscii gives every byte back, those that repeat others as the one they repeat", () => {
  for (const name of NAMES) {
    for (const byte of ALL) {
      const canonical = byte === 0xff
        ? 0xde
        : byte >= 0xe0
        ? byte - 0x40
        : byte >= 0x60 && byte < 0x80
        ? byte + 0x60
        : byte;
      const char = decode(name, Uint8Array.of(byte));
      assert.deepEqual(
        getEncoding(name).encode(char),
        Uint8Array.of(canonical),
        `${name} ${byte.toString(16)}`,
      );
    }
  }
});

Deno.test("petscii agrees with C64IPRI and C64IALT of Unicode L2/19-025", () => {
  // deno-fmt-ignore
  const primary: [number, number][] = [
    [0x40, 0x40], [0x41, 0x41], [0x5a, 0x5a], [0x5c, 0xa3], [0x5e, 0x2191], [0x5f, 0x2190], [0xa1, 0x258c], [0xa2, 0x2584],
    [0xa3, 0x2594], [0xa4, 0x2581], [0xa6, 0x2592], [0xa8, 0x1fb8f], [0xa9, 0x25e4], [0xaa, 0x1fb87], [0xab, 0x251c],
    [0xac, 0x2597], [0xad, 0x2514], [0xae, 0x2510], [0xb0, 0x250c], [0xba, 0x1fb7f], [0xbd, 0x2518], [0xbf, 0x259a],
    [0xc0, 0x2500], [0xc1, 0x2660], [0xc2, 0x1fb72], [0xc9, 0x256e], [0xcc, 0x1fb7c], [0xcd, 0x2572], [0xce, 0x2571],
    [0xd1, 0x25cf], [0xd3, 0x2665], [0xd5, 0x256d], [0xd6, 0x2573], [0xda, 0x2666], [0xdb, 0x253c], [0xdc, 0x1fb8c],
    [0xdd, 0x2502], [0xde, 0x3c0], [0xdf, 0x25e5],
  ];
  for (const [byte, codePoint] of primary) {
    assert.equal(decode("petscii_upper", Uint8Array.of(byte)).codePointAt(0), codePoint, byte.toString(16));
  }
  // deno-fmt-ignore
  const alternate: [number, number][] = [
    [0x41, 0x61], [0x5a, 0x7a], [0xc1, 0x41], [0xda, 0x5a], [0x61, 0x41], [0xa9, 0x1fb99], [0xba, 0x2713], [0xdb, 0x253c],
    [0xde, 0x1fb96], [0xdf, 0x1fb98], [0xc0, 0x2500], [0xff, 0x1fb96],
  ];
  for (const [byte, codePoint] of alternate) {
    assert.equal(decode("petscii", Uint8Array.of(byte)).codePointAt(0), codePoint, byte.toString(16));
  }
});

Deno.test("petscii sends text in the letters of its font", () => {
  assert.deepEqual(getEncoding("petscii").encode("aZ"), Uint8Array.of(0x41, 0xda));
  assert.equal(seen("petscii", "Hello, {world} é ╭─╮ ░ “x”"), 'Hello, (world) e ┌─┐ ▒ "x"');
  assert.equal(seen("petscii_upper", "Hello ~ é a\\b_c|"), "HELLO - E A╲B▁C│");
});

Deno.test("petscii has keys: cursor, editing, functions, letters that are the same in both fonts", () => {
  const typed = getEncoding("petscii_upper").typed!;
  const keys = (...bytes: number[]) => {
    const decoder = new KeyDecoder();
    return [...decoder.push(typed.decoder().push(Uint8Array.from(bytes))), ...decoder.flush()]
      .map((key) => key.name ?? key.text);
  };
  assert.deepEqual(keys(0x91, 0x11, 0x1d, 0x9d), ["up", "down", "right", "left"]);
  assert.deepEqual(keys(0x13, 0x93, 0x14, 0x94), ["home", "end", "backspace", "insert"]);
  assert.deepEqual(keys(0x85, 0x89, 0x86, 0x8a, 0x87, 0x8b, 0x88, 0x8c), [
    "f1",
    "f2",
    "f3",
    "f4",
    "f5",
    "f6",
    "f7",
    "f8",
  ]);
  assert.deepEqual(keys(0x0d), ["enter"]);
  assert.deepEqual(keys(0x8d), ["enter"]);
  assert.deepEqual(keys(0x41, 0xc1, 0x61, 0xa4, 0x40), ["a", "A", "A", "_", "@"]);
  assert.deepEqual(keys(0x5f), ["escape"]);
  assert.deepEqual(getEncoding("petscii").typed!.decoder().push(ALL), typed.decoder().push(ALL));
});

Deno.test("petscii gives typed bytes back, for a session that reads them again", () => {
  const typed = getEncoding("petscii").typed!;
  const bytes = fc.uint8Array({ maxLength: 20 }).map((all) =>
    all.filter((byte) => byte < 0x60 || (byte >= 0xa0 && byte < 0xe0)).filter((byte) =>
      byte !== 0x1b && byte !== 0xdf
    )
  );
  fc.assert(fc.property(bytes, (input) => {
    const text = typed.decoder().push(input);
    assert.equal(typed.decoder().push(typed.encode(text)), text);
  }));
  assert.deepEqual(typed.encode("\x1b[A\x1b[11~aA"), Uint8Array.of(0x91, 0x85, 0x41, 0xc1));
});
