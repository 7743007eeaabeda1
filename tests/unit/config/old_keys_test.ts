import assert from "node:assert/strict";
import { loadConfiguration } from "../../../lib/config/configuration.ts";
import { newHomeOfKey, OLD_KEYS } from "../../../lib/config/old_keys.ts";
import { SECTIONS } from "../../../lib/server/settings.ts";

function declared(section: string, key: string): boolean {
  return SECTIONS.some(({ name, keys }) => name === section && Object.hasOwn(keys, key));
}

Deno.test("OLD_KEYS names places that there are, and no key that is one of ours", () => {
  for (const [section, keys] of Object.entries(OLD_KEYS)) {
    assert.ok(SECTIONS.some(({ name }) => name === section), section);
    for (const [key, home] of Object.entries(keys)) {
      assert.ok(!declared(section, key), `${section}.${key} is a setting`);
      for (const [, there = "", where = ""] of home.matchAll(/"(\w+)" in section \[(\w+)\]/g)) {
        assert.ok(declared(where, there), `${section}.${key} is sent to ${where}.${there}`);
      }
      for (const [, where] of home.matchAll(/section \[(\w+)\]/g)) {
        assert.ok(SECTIONS.some(({ name }) => name === where), where);
      }
    }
  }
  assert.equal(newHomeOfKey("system", "bbsname"), undefined);
  assert.equal(newHomeOfKey("constructor", "name"), undefined);
  assert.equal(newHomeOfKey("system", "constructor"), undefined);
});

Deno.test("loadConfiguration() says where a key of x/84 has gone (once only that it is unknown)", () => {
  const file = [
    "[system]",
    "timeout = 1984",
    "Mail_SmtpHost = localhost",
    "password_digest = bcrypt",
    "[matrix]",
    "max_login_attemps = 3",
    "[ssh]",
    "hostkey = ~/.x84/ssh_host_rsa_key",
    "[web]",
    "chain = ~/.x84/ca.cer",
  ];
  const { warnings } = loadConfiguration(file.join("\n"), "x84.ini", SECTIONS);
  assert.deepEqual(warnings, [
    'Ignored key "timeout" in section [system]: it is "timeout" in section [session] now (x84.ini:2:1)',
    'Ignored key "Mail_SmtpHost" in section [system]: it is "smtp_host" in section [mail] now (x84.ini:3:1)',
    'Ignored key "password_digest" in section [system]: passwords are always kept as scrypt hashes ' +
    "(x84.ini:4:1)",
    'Ignored key "hostkey" in section [ssh]: it is "host_keys" in section [ssh] now (x84.ini:8:1)',
    `Ignored key "chain" in section [web]: its certificates stand in the file of "cert", behind the server's own ` +
    "(x84.ini:10:1)",
    'Ignored key "max_login_attemps" in section [matrix]: it is "max_login_attempts" in section [matrix] now ' +
    "(x84.ini:6:1)",
  ]);
});
