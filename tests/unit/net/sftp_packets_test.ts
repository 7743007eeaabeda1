import assert from "node:assert/strict";
import fc from "fast-check";
import { concatBytes } from "../../../lib/base/bytes.ts";
import { MAX_PACKET, SftpDecoder, SftpFault, type SftpRequest } from "../../../lib/net/sftp_packets.ts";
import { sftpHandle, sftpPacket, sftpString, uint32, uint64 } from "../../fakes/sftp_client.ts";

function decode(bytes: Uint8Array, cuts: readonly number[] = []): SftpRequest[] {
  const decoder = new SftpDecoder();
  const requests: SftpRequest[] = [];
  let at = 0;
  for (const size of [...cuts, bytes.length]) {
    for (const request of decoder.push(bytes.subarray(at, at + size))) {
      requests.push(request.type === "write" ? { ...request, data: request.data.slice() } : request);
    }
    at += size;
  }
  return requests;
}

const id = uint32(7);
const path = sftpString("/a/ä");
const handle = sftpHandle(3);
const noFlags = {
  read: false,
  write: false,
  append: false,
  create: false,
  truncate: false,
  exclusive: false,
};
const attrs = concatBytes([uint32(15), uint64(9), uint32(1, 2), uint32(0o644), uint32(10, 20)]);
const ATTRS = { size: 9, mode: 0o644, atime: 10, mtime: 20, owner: true };

/** Each request as bytes, and as it is read. */
const REQUESTS: readonly (readonly [Uint8Array, SftpRequest])[] = [
  [sftpPacket(1, uint32(3)), { type: "init", version: 3 }],
  [
    sftpPacket(3, id, path, uint32(1 | 8 | 32), attrs),
    {
      type: "open",
      id: 7,
      path: "/a/ä",
      flags: { ...noFlags, read: true, create: true, exclusive: true },
      attrs: ATTRS,
    },
  ],
  [
    sftpPacket(3, id, path, uint32(2 | 4 | 16), uint32(0)),
    {
      type: "open",
      id: 7,
      path: "/a/ä",
      flags: { ...noFlags, write: true, append: true, truncate: true },
      attrs: {},
    },
  ],
  [sftpPacket(4, id, handle), { type: "close", id: 7, handle: 3 }],
  [sftpPacket(5, id, handle, uint64(5), uint32(6)), { type: "read", id: 7, handle: 3, offset: 5, length: 6 }],
  [
    sftpPacket(6, id, handle, uint64(2 ** 40), sftpString("data")),
    { type: "write", id: 7, handle: 3, offset: 2 ** 40, data: new TextEncoder().encode("data") },
  ],
  [sftpPacket(7, id, path), { type: "lstat", id: 7, path: "/a/ä" }],
  [sftpPacket(8, id, handle), { type: "fstat", id: 7, handle: 3 }],
  [sftpPacket(9, id, path, attrs), { type: "setstat", id: 7, path: "/a/ä", attrs: ATTRS }],
  [sftpPacket(10, id, handle, attrs), { type: "fsetstat", id: 7, handle: 3, attrs: ATTRS }],
  [sftpPacket(11, id, path), { type: "opendir", id: 7, path: "/a/ä" }],
  [sftpPacket(12, id, handle), { type: "readdir", id: 7, handle: 3 }],
  [sftpPacket(13, id, path), { type: "remove", id: 7, path: "/a/ä" }],
  [sftpPacket(14, id, path, uint32(0)), { type: "mkdir", id: 7, path: "/a/ä" }],
  [sftpPacket(15, id, path), { type: "rmdir", id: 7, path: "/a/ä" }],
  [sftpPacket(16, id, path), { type: "realpath", id: 7, path: "/a/ä" }],
  [sftpPacket(17, id, path), { type: "stat", id: 7, path: "/a/ä" }],
  [sftpPacket(18, id, path, sftpString("b")), {
    type: "rename",
    id: 7,
    from: "/a/ä",
    to: "b",
    replace: false,
  }],
  [sftpPacket(19, id, path), { type: "unsupported", id: 7 }],
  [sftpPacket(20, id, path, path), { type: "unsupported", id: 7 }],
  [
    sftpPacket(200, id, sftpString("posix-rename@openssh.com"), path, sftpString("b")),
    { type: "rename", id: 7, from: "/a/ä", to: "b", replace: true },
  ],
  [sftpPacket(200, id, sftpString("fsync@openssh.com"), handle), { type: "fsync", id: 7, handle: 3 }],
  [sftpPacket(200, id, sftpString("limits@openssh.com")), { type: "limits", id: 7 }],
  [sftpPacket(200, id, sftpString("statvfs@openssh.com"), path), { type: "statvfs", id: 7, path: "/a/ä" }],
  [sftpPacket(200, id, sftpString("fstatvfs@openssh.com"), handle), { type: "fstatvfs", id: 7, handle: 3 }],
  [
    sftpPacket(200, id, sftpString("lsetstat@openssh.com"), path, attrs),
    { type: "setstat", id: 7, path: "/a/ä", attrs: ATTRS },
  ],
  [sftpPacket(200, id, sftpString("hardlink@openssh.com"), path, path), { type: "unsupported", id: 7 }],
  [sftpPacket(200, id, sftpString("copy-data")), { type: "unsupported", id: 7 }],
  [sftpPacket(99, id), { type: "unsupported", id: 7 }],
  // Paths that are not UTF-8, a handle that is none of ours, an offset that no file has.
  [sftpPacket(17, id, uint32(2), Uint8Array.of(0xc3, 0x28)), { type: "bad path", id: 7 }],
  [sftpPacket(4, id, sftpString("handle")), { type: "close", id: 7, handle: -1 }],
  [
    sftpPacket(5, id, handle, new Uint8Array(8).fill(255), uint32(6)),
    { type: "read", id: 7, handle: 3, offset: Infinity, length: 6 },
  ],
];

Deno.test("SftpDecoder reads each request, wherever the bytes were cut", () => {
  const whole = concatBytes(REQUESTS.map(([bytes]) => bytes));
  const wanted = REQUESTS.map(([, request]) => request);
  assert.deepEqual(decode(whole), wanted);
  assert.deepEqual(decode(whole, new Array(whole.length).fill(1)), wanted);
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 60 })), (cuts) => {
    assert.deepEqual(decode(whole, cuts), wanted);
  }));
});

Deno.test("SftpDecoder refuses packets that are too long, too short, or end before what they hold", () => {
  for (const length of [0, 4, MAX_PACKET + 1, 0x80000000, 0xffffffff]) {
    assert.throws(() => decode(uint32(length)), SftpFault, `${length}`);
  }
  for (
    const bad of [
      sftpPacket(17, id, uint32(100), Uint8Array.of(1)),
      sftpPacket(17, id, uint32(0xffffffff)),
      sftpPacket(3, id, path, uint32(1), uint32(15)),
      sftpPacket(6, id, handle, uint64(0), uint32(5), Uint8Array.of(1)),
    ]
  ) assert.throws(() => decode(bad), SftpFault);
});

Deno.test("SftpDecoder answers any bytes with requests or a fault", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 255 }), fc.uint8Array({ maxLength: 60 }), (type, bytes) => {
    try {
      assert.equal(decode(sftpPacket(type, id, bytes)).length, 1);
    } catch (error) {
      assert.ok(error instanceof SftpFault, String(error));
    }
  }));
});
