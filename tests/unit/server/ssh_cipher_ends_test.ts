import assert from "node:assert/strict";
import { createCipheriv, createDecipheriv } from "node:crypto";
import { endCiphers } from "../../../lib/server/ssh_cipher_ends.ts";

/** A direction as the library has it, and whether its cipher was ended. */
function direction(name: "_cipherInstance" | "_decipherInstance", algorithm: string) {
  const make = name === "_cipherInstance" ? createCipheriv : createDecipheriv;
  const cipher = make(algorithm, new Uint8Array(16), new Uint8Array(algorithm.endsWith("gcm") ? 12 : 16));
  let ends = 0;
  const final = cipher.final.bind(cipher) as () => unknown;
  Object.assign(cipher, { final: () => (ends++, final()) });
  cipher.update(new Uint8Array(5));
  return { value: { [name]: cipher }, ends: () => ends };
}

Deno.test("endCiphers() ends a cipher whose place is taken by another, and at last those in use", () => {
  const directions = ["aes-128-ctr", "aes-128-ctr"].map((algorithm) => [
    direction("_cipherInstance", algorithm),
    direction("_decipherInstance", algorithm),
  ]);
  const protocol: { _cipher: unknown; _decipher: unknown } = { _cipher: {}, _decipher: undefined };
  const endAll = endCiphers({ _protocol: protocol });
  const ends = () => directions.map((both) => both.map((each) => each.ends()));
  for (const [out, into] of directions) {
    protocol._cipher = out!.value;
    protocol._decipher = into!.value;
    assert.equal(protocol._cipher, out!.value);
    assert.equal(protocol._decipher, into!.value);
  }
  assert.deepEqual(ends(), [[1, 1], [0, 0]]);
  endAll();
  assert.deepEqual(ends(), [[1, 1], [1, 1]]);
});

Deno.test("endCiphers() takes what has ended before, and what ends in the middle of a packet", () => {
  const protocol: { _cipher: unknown; _decipher: unknown } = { _cipher: undefined, _decipher: undefined };
  const endAll = endCiphers({ _protocol: protocol });
  const packet = direction("_decipherInstance", "aes-128-gcm");
  protocol._cipher = { _cipherInstance: null };
  protocol._decipher = packet.value;
  endAll();
  endAll();
  assert.equal(packet.ends(), 2);
});
