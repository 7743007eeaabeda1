import assert from "node:assert/strict";
import fc from "fast-check";
import { type ReadPiece, readZipDirectory, readZipEntry } from "../../../lib/bbs/zip_reader.ts";
import { deflate, zipOf } from "../../fakes/zip_file.ts";

/** Reads at most 64 KiB at a time, as the host does. */
function reader(bytes: Uint8Array): ReadPiece {
  return (offset, length) => Promise.resolve(bytes.slice(offset, offset + Math.min(length, 65536)));
}

const text = (bytes: Uint8Array | undefined) => bytes && new TextDecoder().decode(bytes);

Deno.test("readZipDirectory lists an archive, and readZipEntry unpacks stored and deflated files", async () => {
  const long = new TextEncoder().encode("words and words ".repeat(5000));
  const zip = zipOf([
    ["a.txt", new TextEncoder().encode("stored")],
    ["dir/b.txt", long, await deflate(long)],
  ], "a comment at the end");
  const read = reader(zip);
  const entries = await readZipDirectory(read, zip.length);
  assert.deepEqual(entries!.map(({ name, size }) => [name, size]), [["a.txt", 6], ["dir/b.txt", 80_000]]);
  assert.equal(text(await readZipEntry(read, entries![0]!, 100)), "stored");
  assert.equal(text(await readZipEntry(read, entries![0]!, 3)), "sto");
  assert.equal(text(await readZipEntry(read, entries![1]!, 11)), "words and w");
  assert.deepEqual(await readZipEntry(read, entries![1]!, 100_000), long);
});

Deno.test("readZipDirectory reads an archive that is larger than its last 64 KiB", async () => {
  const zip = zipOf(
    Array.from({ length: 1200 }, (_, i) => [`file-${i}-${"x".repeat(40)}`, new Uint8Array(100)]),
  );
  const entries = await readZipDirectory(reader(zip), zip.length);
  assert.equal(entries!.length, 1200);
});

Deno.test("readZipDirectory answers undefined for what is no archive", async () => {
  for (const bytes of [new Uint8Array(0), new Uint8Array(100), new TextEncoder().encode("PK\x05\x06")]) {
    assert.equal(await readZipDirectory(reader(bytes), bytes.length), undefined);
  }
  assert.equal(await readZipDirectory(() => Promise.resolve(undefined), 1000), undefined);
});

Deno.test("readZipEntry unpacks no more than it was asked for, however much an archive promises", async () => {
  const zeros = new Uint8Array(20_000_000);
  const zip = zipOf([["bomb", zeros, await deflate(zeros)]]);
  const [entry] = (await readZipDirectory(reader(zip), zip.length))!;
  assert.equal((await readZipEntry(reader(zip), entry!, 4096))!.length, 4096);
});

Deno.test("readZipEntry answers undefined for encrypted files, unknown methods, and headers that are none", async () => {
  const zip = zipOf([["a", new Uint8Array(10)]]);
  const [entry] = (await readZipDirectory(reader(zip), zip.length))!;
  for (const change of [{ encrypted: true }, { method: 12 }, { offset: 5 }, { offset: 1e9 }]) {
    assert.equal(await readZipEntry(reader(zip), { ...entry!, ...change }, 10), undefined);
  }
  const damaged = { ...entry!, method: 8 };
  assert.ok((await readZipEntry(reader(zip), damaged, 10)) === undefined);
});

Deno.test("readZipDirectory survives any damage", async () => {
  const body = new TextEncoder().encode("content ".repeat(20));
  const zip = zipOf([["a.txt", body, await deflate(body)], ["b", body]], "x");
  const change = fc.tuple(fc.nat(zip.length - 1), fc.nat(255));
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), async (changes) => {
      const damaged = zip.slice();
      for (const [at, byte] of changes) damaged[at] = byte;
      const read = reader(damaged);
      for (const entry of await readZipDirectory(read, damaged.length) ?? []) {
        const bytes = await readZipEntry(read, entry, 1000);
        assert.ok(bytes === undefined || bytes.length <= 1000);
      }
    }),
    { numRuns: 200 },
  );
});
