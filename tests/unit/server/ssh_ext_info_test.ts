import assert from "node:assert/strict";
import { tellUserSignatures, USER_SIGNATURES } from "../../../lib/server/ssh_ext_info.ts";

/** The inside of a connection, as far as it is used: packets have five bytes in front. */
function makeProtocol(asked: boolean) {
  const sent: Uint8Array[] = [];
  const told: boolean[] = [];
  const protocol = {
    _kex: { remoteExtInfoEnabled: asked },
    _packetRW: {
      write: {
        allocStart: 5,
        alloc: (size: number) => new Uint8Array(5 + size),
        finalize: (packet: Uint8Array) => packet,
      },
    },
    _cipher: { encrypt: (packet: Uint8Array) => void sent.push(packet.slice(5)) },
    _onHandshakeComplete: () => void told.push(protocol._kex.remoteExtInfoEnabled),
  };
  return { protocol, sent, told };
}

Deno.test("tellUserSignatures() sends EXT_INFO once, to who asked, in place of the library's", () => {
  const { protocol, sent, told } = makeProtocol(true);
  tellUserSignatures({ _protocol: protocol });
  protocol._onHandshakeComplete();
  protocol._kex = { remoteExtInfoEnabled: true };
  protocol._onHandshakeComplete();
  assert.deepEqual(told, [false, true], "the first time the library is kept from its own");
  const names = USER_SIGNATURES.join(",");
  const text = `\x07\0\0\0\x01\0\0\0\x0fserver-sig-algs\0\0\0${String.fromCharCode(names.length)}${names}`;
  assert.deepEqual(sent.map((bytes) => String.fromCharCode(...bytes)), [text]);
});

Deno.test("tellUserSignatures() says nothing to who has not asked", () => {
  const { protocol, sent, told } = makeProtocol(false);
  tellUserSignatures({ _protocol: protocol });
  protocol._onHandshakeComplete();
  assert.deepEqual([sent, told], [[], [false]]);
});

Deno.test("USER_SIGNATURES has nothing of SHA-1 or DSA", () => {
  assert.ok(USER_SIGNATURES.length > 0);
  for (const name of USER_SIGNATURES) assert.doesNotMatch(name, /^ssh-(rsa|dss)$/);
});
