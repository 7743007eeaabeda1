import assert from "node:assert/strict";
import { getCiphers } from "node:crypto";
import { algorithms, CIPHERS, hostKeyAlgorithms, KEY_EXCHANGES } from "../../../lib/server/ssh_algorithms.ts";

Deno.test("algorithms() offers nothing with SHA-1, MD5, CBC, group exchange or compression", () => {
  const offered = Object.values(algorithms()).flat();
  assert.ok(offered.length > 10);
  for (const name of offered) {
    assert.doesNotMatch(name, /sha1|md5|cbc|arcfour|group-exchange|group1-|zlib|dss/, name);
  }
  assert.deepEqual(algorithms()["compress"], ["none"]);
});

Deno.test("KEY_EXCHANGES does not begin with what Dropbear guesses (its guess was dropped, and both sides waited)", () => {
  assert.equal(KEY_EXCHANGES[0], "curve25519-sha256@libssh.org");
});

Deno.test("CIPHERS are known to the runtime", () => {
  assert.ok(CIPHERS.length >= 5);
  for (const name of CIPHERS) {
    const [, bits, mode] = /^aes(\d+)-(gcm|ctr)(@openssh\.com)?$/.exec(name)!;
    assert.ok(getCiphers().includes(`aes-${bits}-${mode}`), name);
  }
});

Deno.test("hostKeyAlgorithms() lets RSA sign with SHA-2 only", () => {
  assert.deepEqual(hostKeyAlgorithms("ssh-rsa"), ["rsa-sha2-512", "rsa-sha2-256"]);
  assert.deepEqual(hostKeyAlgorithms("ssh-ed25519"), ["ssh-ed25519"]);
});
