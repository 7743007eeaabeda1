import assert from "node:assert/strict";
import fc from "fast-check";
import {
  flag,
  integer,
  list,
  octal,
  oneOf,
  pattern,
  port,
  section,
  text,
} from "../../../lib/base/setting.ts";

Deno.test("flag.parse() takes the words of a sysop in any case, and no other", () => {
  for (const word of ["yes", "TRUE", " on ", "1"]) assert.deepEqual(flag.parse(word), { value: true });
  for (const word of ["no", "False", "off", "0"]) assert.deepEqual(flag.parse(word), { value: false });
  for (const word of ["", "y", "maybe", "10"]) assert.deepEqual(flag.parse(word), { expected: "yes or no" });
});

Deno.test("integer().parse() takes whole numbers within the bounds", () => {
  const type = integer(-5, 500);
  for (const [written, value] of [["-5", -5], [" 500 ", 500], ["007", 7]] as const) {
    assert.deepEqual(type.parse(written), { value });
  }
  for (const written of ["", "-6", "501", "1.5", "1e2", "0x10", "five", "1 2", "9".repeat(20), "Infinity"]) {
    assert.deepEqual(type.parse(written), { expected: "-5 to 500" }, written);
  }
});

Deno.test("octal().parse() takes permissions that have what has to be, and nothing beside what may be", () => {
  const type = octal(0o600, 0o777);
  for (const [written, value] of [["644", 0o644], [" 0600 ", 0o600], ["00777", 0o777]] as const) {
    assert.deepEqual(type.parse(written), { value });
  }
  for (const written of ["", "44", "444", "4644", "0o644", "648", "rw", "-644", "77777777"]) {
    assert.deepEqual(type.parse(written), { expected: "three octal digits, 600 and more" }, written);
  }
  assert.equal(type.format(0o644), "644");
});

Deno.test("port.parse() takes 0 to 65535", () => {
  assert.deepEqual(port.parse("0"), { value: 0 });
  assert.deepEqual(port.parse("65535"), { value: 65535 });
  assert.ok("expected" in port.parse("65536"));
  assert.ok("expected" in port.parse("telnet"));
});

Deno.test("list.parse() takes words between commas, and a blank value for an empty list", () => {
  assert.deepEqual(list.parse(" a, b c ,,d"), { value: ["a", "b c", "d"] });
  assert.deepEqual(list.parse("  "), { value: [] });
});

Deno.test("oneOf().parse() takes its words in any case and names them when it finds another", () => {
  const type = oneOf("utf8", "cp437");
  assert.deepEqual(type.parse(" CP437 "), { value: "cp437" });
  assert.deepEqual(type.parse("latin1"), { expected: "utf8, cp437" });
  assert.deepEqual(type.parse(""), { expected: "utf8, cp437" });
});

Deno.test("pattern.parse() refuses what does not compile", () => {
  assert.deepEqual(pattern.parse("^[a-z]+$"), { value: "^[a-z]+$" });
  assert.deepEqual(pattern.parse("["), { expected: "a regular expression" });
  assert.deepEqual(pattern.parse("\\-"), { expected: "a regular expression" });
});

Deno.test("SettingType.parse() reads what format() wrote", () => {
  const word = fc.stringMatching(/^[a-z][a-z ]{0,6}[a-z]$/);
  fc.assert(
    fc.property(
      fc.boolean(),
      fc.integer({ min: -99, max: 99 }),
      fc.array(word),
      fc.string(),
      (b, n, l, t) => {
        assert.deepEqual(flag.parse(flag.format(b)), { value: b });
        assert.deepEqual(integer(-99, 99).parse(integer(-99, 99).format(n)), { value: n });
        assert.deepEqual(list.parse(list.format(l)), { value: l });
        assert.deepEqual(text.parse(text.format(t)), { value: t });
      },
    ),
  );
  const type = oneOf("utf8", "cp437");
  assert.deepEqual(type.parse(type.format("cp437")), { value: "cp437" });
  assert.deepEqual(pattern.parse(pattern.format("a+")), { value: "a+" });
});

Deno.test("section() keeps name, help and keys", () => {
  const keys = { port: { type: port, default: 6023, help: "The port.", live: false } };
  assert.deepEqual(section("telnet", "The telnet door.", keys), {
    name: "telnet",
    help: "The telnet door.",
    keys,
  });
});
