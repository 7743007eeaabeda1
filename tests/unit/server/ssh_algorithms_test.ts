import assert from "node:assert/strict";
import { algorithms, ciphers, hostKeyAlgorithms, KEY_EXCHANGES } from "../../../lib/server/ssh_algorithms.ts";

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

Deno.test("ciphers() leaves out what the runtime does not have", () => {
  assert.deepEqual(ciphers(["aes-128-gcm", "aes-256-ctr", "des-cbc"]), [
    "aes128-gcm@openssh.com",
    "aes256-ctr",
  ]);
  assert.ok(ciphers().length >= 5);
});

Deno.test("hostKeyAlgorithms() lets RSA sign with SHA-2 only", () => {
  assert.deepEqual(hostKeyAlgorithms("ssh-rsa"), ["rsa-sha2-512", "rsa-sha2-256"]);
  assert.deepEqual(hostKeyAlgorithms("ssh-ed25519"), ["ssh-ed25519"]);
});
