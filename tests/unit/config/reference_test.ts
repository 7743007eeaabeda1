import assert from "node:assert/strict";
import { family, oneOf, section, text } from "../../../lib/base/setting.ts";
import { renderReference } from "../../../lib/config/reference.ts";
import { sections } from "./invented_sections.ts";

Deno.test("renderReference() makes a table a section", () => {
  assert.equal(
    renderReference(sections),
    `### \`[system]\`

What the board is called, and how long it waits for callers who do nothing.

| Key | Value | Default | Takes effect | Meaning |
| --- | --- | --- | --- | --- |
| \`bbsname\` | text | \`Unnamed\` | on reload | The name of the board. |
| \`timeout\` | number from 0 to 86400 | \`1984\` | on reload | Idle seconds; 0 for ever. |
| \`password\` | word |  | on restart, secret | A secret \\| of the board. |

### \`[telnet]\`

The telnet door.

| Key | Value | Default | Takes effect | Meaning |
| --- | --- | --- | --- | --- |
| \`enabled\` | yes or no | \`yes\` | on restart | Whether callers may come in by telnet. |
| \`addr\` | text | \`127.0.0.1\` | on restart | The address to listen on. |
| \`port\` | number from 0 to 65535 | \`6023\` | on restart | The port to listen on. |
`,
  );
});

Deno.test("renderReference() keeps cells whole whatever is in them", () => {
  const odd = section("odd", "", {
    a: { type: oneOf("x", "y"), default: "x", help: "Not *bold*,\n<b>not</b> HTML." },
    b: { type: text, default: "a|b``c", help: "" },
  });
  const rows = renderReference([odd]).split("\n").filter((line) => /^\| `[ab]`/.test(line));
  assert.deepEqual(rows, [
    "| `a` | x \\| y | `x` | on restart | Not \\*bold\\*, \\<b\\>not\\</b\\> HTML. |",
    "| `b` | text | ``` a\\|b``c ``` | on restart |  |",
  ]);
});

Deno.test("renderReference() names a family with what may stand behind its name", () => {
  const keys = { host: { type: text, default: "", help: "Its host.", live: true } };
  assert.equal(
    renderReference([family("board ", "A board to call.", keys)]),
    `### \`[board NAME]\`

A board to call.

| Key | Value | Default | Takes effect | Meaning |
| --- | --- | --- | --- | --- |
| \`host\` | text |  | on reload | Its host. |
`,
  );
});
