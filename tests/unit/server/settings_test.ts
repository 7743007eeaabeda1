import assert from "node:assert/strict";
import { loadConfiguration } from "../../../lib/config/configuration.ts";
import { renderDefaultFile } from "../../../lib/config/default_file.ts";
import { isFamily } from "../../../lib/base/setting.ts";
import { SECTIONS } from "../../../lib/server/settings.ts";

Deno.test("SECTIONS name each section once, in the order of the default file", () => {
  assert.deepEqual(SECTIONS.map(({ name }) => name), [
    "system",
    "telnet",
    "telnets",
    "rlogin",
    "ssh",
    "sftp",
    "web",
    "matrix",
    "nua",
    "session",
    "fail2ban",
    "log",
    "fetch",
    "pwreset",
    "mail",
    "top",
    "charset",
    "main",
    "oneliners",
    "lastcallers",
    "who",
    "notices",
    "chat",
    "room",
    "page",
    "profile",
    "userlist",
    "sysop",
    "msg",
    "msgarea",
    "news",
    "bulletins",
    "vote",
    "irc",
    "rss",
    "weather",
    "files",
    "doors",
    "boards",
    "board NAME",
    "door NAME",
    "tetris",
    "plasma",
    "landgrab",
    "sysinfo",
    "logoff",
  ]);
});

Deno.test("SECTIONS say of every key what it is, in a sentence", () => {
  for (const { name, help, keys } of SECTIONS) {
    assert.match(help, /^[A-Z].*\.$/, name);
    for (const [key, setting] of Object.entries(keys)) {
      assert.match(key, /^[a-z][a-z0-9_]*$/, `${name}.${key}`);
      assert.match(setting.help, /^[A-Z].{10,}/, `${name}.${key}`);
    }
  }
});

Deno.test("SECTIONS take each default back from the text that it becomes", () => {
  for (const { name, keys } of SECTIONS) {
    for (const [key, setting] of Object.entries(keys)) {
      const parsed = setting.type.parse(setting.type.format(setting.default));
      assert.ok("value" in parsed, `${name}.${key}: expected ${"expected" in parsed && parsed.expected}`);
      assert.deepEqual(parsed.value, setting.default, `${name}.${key}`);
    }
  }
});

Deno.test("SECTIONS render a default file that loads without a word of warning", () => {
  const configuration = loadConfiguration(renderDefaultFile(SECTIONS), "x84.ini", SECTIONS);
  assert.deepEqual(configuration.warnings, []);
  for (const section of SECTIONS.filter((section) => !isFamily(section))) {
    const defaults = Object.entries(section.keys).map(([key, setting]) => [key, setting.default]);
    assert.deepEqual({ ...configuration.get(section) }, Object.fromEntries(defaults), section.name);
  }
});

Deno.test("SECTIONS show no Worker what the host keeps to itself", () => {
  const configuration = loadConfiguration("[board name]\n[door name]\n", "x84.ini", SECTIONS);
  const shown = configuration.boardSettings();
  for (const { name: declared, keys } of SECTIONS) {
    const name = declared.replace("NAME", "name");
    for (const [key, { secret }] of Object.entries(keys)) {
      assert.equal(shown[name]?.[key] === undefined, secret === true, `${name}.${key}`);
    }
  }
});
