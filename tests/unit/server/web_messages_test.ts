import assert from "node:assert/strict";
import fc from "fast-check";
import { parseControl } from "../../../lib/server/web_messages.ts";

function parse(text: string) {
  return parseControl(new TextEncoder().encode(text));
}

Deno.test("parseControl() reads sizes and what was taken, and passes over what else is said", () => {
  assert.deepEqual(parse('{"type":"resize","columns":132,"rows":43}'), {
    type: "resize",
    columns: 132,
    rows: 43,
  });
  assert.deepEqual(parse('{"rows":0,"columns":0,"type":"resize","more":[]}'), {
    type: "resize",
    columns: 0,
    rows: 0,
  });
  assert.deepEqual(parse('{"type":"taken","bytes":65536}'), { type: "taken", bytes: 65536 });
});

Deno.test("parseControl() calls everything else a fault", () => {
  for (
    const text of [
      "",
      "hello",
      "null",
      "1",
      "[]",
      "{}",
      '{"type":"resize"}',
      '{"type":"resize","columns":"132","rows":43}',
      '{"type":"resize","columns":-1,"rows":43}',
      '{"type":"resize","columns":1.5,"rows":43}',
      '{"type":"resize","columns":1e99,"rows":43}',
      '{"type":"taken","bytes":null}',
      '{"type":"fault","reason":"x"}',
      '{"type":"login"}',
      '{"__proto__":{"type":"taken","bytes":1}}',
      `{"type":"resize","columns":1,"rows":1,"x":"${"x".repeat(300)}"}`,
    ]
  ) {
    assert.equal(parse(text).type, "fault", text);
  }
  assert.equal(parseControl(Uint8Array.of(0xff, 0xfe)).type, "fault");
});

Deno.test("parseControl() never throws, whatever comes", () => {
  fc.assert(fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
    assert.ok(["resize", "taken", "fault"].includes(parse(text).type));
  }));
});
