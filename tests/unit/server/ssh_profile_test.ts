import assert from "node:assert/strict";
import { SshProfile } from "../../../lib/server/ssh_profile.ts";

const ADDRESS = { hostname: "192.0.2.1", port: 50_000 };

Deno.test("SshProfile without a terminal is 80 by 24, unknown, UTF-8", () => {
  const { kind, terminal, terminalNames, size, encoding, environment } = new SshProfile().profile(ADDRESS);
  assert.deepEqual({ kind, terminal, terminalNames, size, encoding, environment }, {
    kind: "ssh",
    terminal: "unknown",
    terminalNames: [],
    size: { columns: 80, rows: 24 },
    encoding: "utf8",
    environment: {},
  });
});

Deno.test("SshProfile.pty() takes 0 by 0 for not stated, and clamps what is", () => {
  const profile = new SshProfile();
  profile.pty("XTERM-256color", 0, 0);
  assert.deepEqual(profile.profile(ADDRESS).size, { columns: 80, rows: 24 });
  assert.equal(profile.profile(ADDRESS).terminal, "xterm-256color");
  assert.deepEqual(profile.resize(2 ** 32 - 1, 1), { columns: 500, rows: 5 });
  assert.deepEqual(profile.resize(0, 40), { columns: 500, rows: 40 });
});

Deno.test("SshProfile.pty() makes a plain name of a terminal that is none", () => {
  for (const term of ["../x", "x\u001b[2J", "é", 7, undefined]) {
    const profile = new SshProfile();
    profile.pty(term, 80, 24);
    assert.match(profile.profile(ADDRESS).terminal, /^(ansi|unknown)$/);
  }
});

Deno.test("SshProfile.variable() keeps what is listed and fit, and nothing else", () => {
  const profile = new SshProfile();
  assert.ok(profile.variable("COLORTERM", "truecolor"));
  assert.ok(profile.variable("TERM_PROGRAM", "Apple_Terminal"));
  for (
    const [name, value] of [
      ["LD_PRELOAD", "x"],
      ["__proto__", "x"],
      ["encoding", "cp437"],
      ["LANG", "-f root"],
      ["LANG", "a\u0007"],
      ["LANG", "x".repeat(65)],
    ] as const
  ) assert.equal(profile.variable(name, value), false, name);
  assert.deepEqual(profile.profile(ADDRESS).environment, {
    COLORTERM: "truecolor",
    TERM_PROGRAM: "Apple_Terminal",
  });
});

Deno.test("SshProfile begins with UTF-8 unless the locale or a terminal made for boards says otherwise", () => {
  const encoding = (term: string, variables: Record<string, string>) => {
    const profile = new SshProfile();
    profile.pty(term, 80, 24);
    for (const [name, value] of Object.entries(variables)) profile.variable(name, value);
    return profile.profile(ADDRESS).encoding;
  };
  assert.equal(encoding("xterm", {}), "utf8");
  assert.equal(encoding("dumb", { LANG: "C" }), "utf8");
  assert.equal(encoding("xterm", { LANG: "en_US.CP437" }), "cp437");
  assert.equal(encoding("xterm", { LANG: "en_US.CP437", LC_CTYPE: "C.UTF-8" }), "utf8");
  assert.equal(encoding("xterm", { LC_CTYPE: "C.UTF-8", LC_ALL: "C.IBM437" }), "cp437");
  assert.equal(encoding("syncterm", {}), "cp437");
  assert.equal(encoding("syncterm", { LANG: "C.UTF-8" }), "utf8");
});
