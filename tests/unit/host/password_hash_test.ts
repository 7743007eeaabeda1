import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { scryptSync } from "node:crypto";
import fc from "fast-check";
import { BusyError, StoreError } from "../../../lib/base/errors.ts";
import { type HashCost, PasswordHasher } from "../../../lib/host/password_hash.ts";
import { MAX_PASSWORD } from "../../../lib/wire/limits.ts";

/** As cheap as it gets: what is tested here does not depend on the cost. */
const CHEAP: HashCost = { logN: 1, r: 1, p: 1 };
const hasher = new PasswordHasher({ cost: CHEAP });

async function matches(password: string, stored: string | undefined): Promise<boolean> {
  return (await hasher.verify(password, stored)).matches;
}

Deno.test("PasswordHasher.verify() knows the password that hash() was given, and no other", async () => {
  const password = fc.string({ unit: "binary", minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(password, password, async (one, other) => {
      const stored = await hasher.hash(one);
      assert.equal(await matches(one, stored), true);
      assert.equal(await matches(other, stored), one.normalize() === other.normalize());
    }),
    { numRuns: 50 },
  );
});

Deno.test("PasswordHasher.hash() salts: the same password never gives the same text", async () => {
  const texts = await Promise.all(Array.from({ length: 20 }, () => hasher.hash("secret")));
  assert.equal(new Set(texts).size, 20);
});

Deno.test("PasswordHasher.hash() writes its parameters and not the password", async () => {
  const stored = await new PasswordHasher({ cost: { logN: 3, r: 2, p: 1 } }).hash("S3cretMarker");
  assert.match(stored, /^\$scrypt\$ln=3,r=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  assert.ok(!stored.includes("S3cretMarker"));
});

Deno.test("PasswordHasher.verify() reads a text that another program made", async () => {
  // scrypt("pleaseletmein", "SodiumChlorideXX", 2**4, 8, 1) by Python's hashlib, 32 bytes.
  const stored = "$scrypt$ln=4,r=8,p=1$U29kaXVtQ2hsb3JpZGVYWA$KiAOkoXYQX70hkG3WcUbNJBJwdgtjo3vr9CiDfV/wc0";
  assert.equal(await matches("pleaseletmein", stored), true);
  assert.equal(await matches("pleaseletmeIn", stored), false);
});

Deno.test("PasswordHasher.verify() takes a composed and a decomposed letter for the same", async () => {
  const stored = await hasher.hash("caf\u00e9");
  assert.equal(await matches("cafe\u0301", stored), true);
  assert.equal(await matches("cafe", stored), false);
});

Deno.test("PasswordHasher.verify() says when a hash is weaker than new ones", async () => {
  const stored = await hasher.hash("secret");
  assert.deepEqual(await hasher.verify("secret", stored), { matches: true, outdated: false });
  const stronger = new PasswordHasher({ cost: { logN: 2, r: 1, p: 1 } });
  assert.deepEqual(await stronger.verify("secret", stored), { matches: true, outdated: true });
  assert.deepEqual(await hasher.verify("secret", await stronger.hash("secret")), {
    matches: true,
    outdated: false,
  });
});

Deno.test("PasswordHasher.verify() never matches for nobody, nor for a password that is empty or too long", async () => {
  const stored = await hasher.hash("x".repeat(MAX_PASSWORD));
  assert.equal(await matches("x".repeat(MAX_PASSWORD), stored), true);
  assert.equal(await matches("x".repeat(MAX_PASSWORD + 1), stored), false);
  assert.equal(await matches("x".repeat(10_000), stored), false);
  for (const password of ["", "x", "x".repeat(10_000)]) {
    assert.equal(await matches(password, undefined), false);
  }
  assert.equal(await matches("", stored), false);
});

Deno.test("PasswordHasher.verify() does not match the empty password even with its own hash", async () => {
  const salt = Buffer.alloc(16, 7);
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64").replace(/=+$/, "");
  const hash = scryptSync("", salt, 32, { N: 2, r: 1, p: 1 });
  const stored = `$scrypt$ln=1,r=1,p=1$${base64(salt)}$${base64(hash)}`;
  assert.equal(await matches("", stored), false);
  assert.equal(await matches("x".repeat(10_000), stored), false);
});

Deno.test("PasswordHasher.hash() refuses a password that could never be given again", async () => {
  await assert.rejects(hasher.hash(""), RangeError);
  await assert.rejects(hasher.hash("x".repeat(MAX_PASSWORD + 1)), RangeError);
  // 100 letters, but 200 characters before they are composed: verify() refuses what is that long.
  await assert.rejects(hasher.hash("e\u0301".repeat(100)), RangeError);
});

Deno.test("PasswordHasher.verify() works for nobody, an endless password and a damaged text as for a wrong one", async () => {
  const one = new PasswordHasher({ cost: CHEAP, concurrency: 1, queue: 0 });
  const stored = await one.hash("secret");
  const asked: [string, string | undefined][] = [
    ["wrong", stored],
    ["wrong", undefined],
    ["", stored],
    ["x".repeat(10_000), stored],
    ["wrong", "$2b$10$damaged"],
  ];
  for (const [password, text] of asked) {
    // While the one place is taken the next is refused: so each of them was really computed.
    const under = one.verify(password, text).catch((error) => error);
    await assert.rejects(one.verify("secret", stored), BusyError);
    await under;
  }
  assert.equal((await one.verify("secret", stored)).matches, true);
});

Deno.test("PasswordHasher.verify() refuses a damaged text, or one that asks for endless work", async () => {
  const stored = await hasher.hash("secret");
  const rest = stored.slice(stored.indexOf("$", 8));
  const damaged = [
    "",
    "secret",
    stored.slice(0, -1),
    `$scrypt$ln=30,r=8,p=1${rest}`,
    `$scrypt$ln=0,r=8,p=1${rest}`,
  ];
  for (const text of damaged) await assert.rejects(hasher.verify("secret", text), StoreError, text);
});

Deno.test("PasswordHasher computes so many at a time, lets so many wait and refuses the next as busy", async () => {
  const bounded = new PasswordHasher({ cost: CHEAP, concurrency: 2, queue: 3 });
  // Twice, for every place that was given must come back, and no more.
  for (const _ of [1, 2]) {
    const outcomes = await Promise.allSettled(Array.from({ length: 7 }, () => bounded.hash("secret")));
    assert.deepEqual(outcomes.map(({ status }) => status), [
      ...Array(5).fill("fulfilled"),
      ...Array(2).fill("rejected"),
    ]);
    assert.ok(outcomes[6]!.status === "rejected" && outcomes[6]!.reason instanceof BusyError);
  }
});
