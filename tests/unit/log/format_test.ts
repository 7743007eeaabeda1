import assert from "node:assert/strict";
import fc from "fast-check";
import { makeSessionId } from "../../../lib/base/brand.ts";
import type { LogEntry } from "../../../lib/log/entry.ts";
import { MAX_LINE_BYTES } from "../../../lib/log/escape.ts";
import { formatJson, formatPlain, formatPretty } from "../../../lib/log/format.ts";

const entry: LogEntry = {
  time: Date.UTC(2026, 7, 3, 12, 50, 35, 123),
  level: "warn",
  category: "telnet",
  message: "Caller sent a bad option",
  sessionId: makeSessionId("telnet", "127.0.0.1", 5000),
  handle: "alice",
  properties: { option: 39, name: "NEW ENVIRON", empty: "", missing: undefined },
};

Deno.test("formatPlain() writes time, level, category, handle[session-id], message and properties", () => {
  assert.equal(
    formatPlain(entry),
    "2026-08-03T12:50:35.123Z WARN  telnet alice[telnet-127.0.0.1:5000] Caller sent a bad option " +
      'option=39 name="NEW ENVIRON" empty=""',
  );
  assert.equal(
    formatPlain({ time: 0, level: "info", category: "store", message: "Opened" }),
    "1970-01-01T00:00:00.000Z INFO  store Opened",
  );
});

Deno.test("formatPlain() writes the address where no session tells it, in front of what strangers say", () => {
  const { sessionId: _, handle: _h, ...nobody } = entry;
  const line = formatPlain({
    ...nobody,
    message: "Caller refused",
    address: "2001:db8::7",
    properties: { reason: "x address=192.0.2.66" },
  });
  assert.match(line, /telnet Caller refused address=2001:db8::7 reason="x address=192\.0\.2\.66"$/);
  assert.match(formatPlain({ ...nobody, address: "192.0.2.7" }), / option address=192\.0\.2\.7 option=39 /);
  // Once is enough.
  assert.doesNotMatch(formatPlain({ ...entry, address: "127.0.0.1" }), /address=/);
  const told = formatPlain({ ...nobody, address: "192.0.2.7", properties: { address: "192.0.2.8" } });
  assert.match(told, /option address=192\.0\.2\.8$/);
});

Deno.test("formatPretty() colours only when told to", () => {
  const plain = formatPretty(entry, false);
  assert.ok(plain.startsWith("12:50:35 WARN  telnet alice["));
  assert.equal(formatPretty(entry, true), `\x1b[33m${plain}\x1b[0m`);
});

Deno.test("formatJson() writes one object", () => {
  assert.deepEqual(JSON.parse(formatJson(entry)), {
    time: "2026-08-03T12:50:35.123Z",
    level: "warn",
    category: "telnet",
    message: "Caller sent a bad option",
    handle: "alice",
    session: "telnet-127.0.0.1:5000",
    properties: { option: 39, name: "NEW ENVIRON", empty: "" },
  });
});

Deno.test("formatPlain() shows errors with the first places of their stack, in one line", () => {
  const error = new TypeError("no\nluck");
  const line = formatPlain({ ...entry, properties: { error } });
  assert.match(line, /error="TypeError: no\\x0aluck < .*at .*format_test\.ts/);
  assert.doesNotMatch(line, /\n/);
});

Deno.test("a handle cannot forge a second line, another handle or a property", () => {
  const line = formatPlain({ ...entry, handle: "eve\r\n2026-08-03T12:50:36.000Z INFO  telnet bob[x] ok" });
  assert.ok(
    line.includes("telnet eve\\x0d\\x0a2026-08-03T12:50:36.000Z_INFO__telnet_bob[x]_ok[telnet-"),
    line,
  );
  assert.match(formatPlain({ ...entry, properties: { a: 'x" b="y' } }), /a="x\\" b=\\"y"$/);
});

const nasty = fc.oneof(
  fc.string({ unit: "binary", maxLength: 3000 }),
  fc.constantFrom<unknown>(
    null,
    undefined,
    NaN,
    10n,
    Symbol("s"),
    () => {},
    new Date(NaN),
    new Error("x".repeat(9999)),
  ),
  fc.anything(),
  fc.constant({
    get trap(): never {
      throw new Error("trapped\n");
    },
  }),
);

Deno.test("every format answers one line of bounded size without controls, whatever is logged", () => {
  const properties = fc.oneof(
    fc.dictionary(fc.string({ unit: "binary" }), nasty, { maxKeys: 40 }),
    fc.constant({
      get trap(): never {
        throw new Error("trapped");
      },
    }),
  );
  const text = fc.string({ unit: "binary", maxLength: 3000 });
  fc.assert(fc.property(text, text, text, properties, (message, handle, category, properties) => {
    const odd: LogEntry = { ...entry, message, handle, category, properties };
    for (const line of [formatPlain(odd), formatPretty(odd, false), formatJson(odd)]) {
      // deno-lint-ignore no-control-regex
      assert.doesNotMatch(line, /[\x00-\x1f\x7f-\x9f\u2028\u2029\u202e]/);
      assert.ok(new TextEncoder().encode(line).length < MAX_LINE_BYTES);
    }
    assert.equal(JSON.parse(formatJson(odd)).level, "warn");
  }));
});
