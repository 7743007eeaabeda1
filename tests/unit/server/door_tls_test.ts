import assert from "node:assert/strict";
import { FakeClock } from "../../../lib/base/clock.ts";
import { Line } from "../../../lib/net/line.ts";
import { agreeOnKeys, DoorTls } from "../../../lib/server/door_tls.ts";
import { CERTIFICATE, CERTIFICATE_KEY, OTHER_CERTIFICATE, OTHER_KEY } from "../../fakes/certificate.ts";
import { FakeConnection } from "../../fakes/fake_connection.ts";

const FILES = { cert: "c.pem", key: "k.pem" };

async function inFolder(
  work: (parts: { door: string; within: (path: string) => string }, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "x84-test-" });
  try {
    await Deno.writeTextFile(`${folder}/c.pem`, CERTIFICATE);
    await Deno.writeTextFile(`${folder}/k.pem`, CERTIFICATE_KEY);
    await work({ door: "telnets", within: (path) => `${folder}/${path}` }, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("DoorTls.open() names the key of the INI file that is missing", () =>
  inFolder(async (parts) => {
    for (
      const [cert, key, missing] of [
        ["", "", "cert"],
        ["", "k.pem", "cert"],
        ["c.pem", "", "key"],
      ] as const
    ) {
      await assert.rejects(DoorTls.open(parts, { cert, key }), {
        name: "OperatorError",
        message: `Cannot open telnets: expected a file for "${missing}" in section [telnets]`,
      });
    }
  }));

Deno.test("DoorTls.renew() answers nothing for the same certificate, and counts when it is told to", () =>
  inFolder(async (parts, folder) => {
    const tls = await DoorTls.open(parts, FILES);
    assert.equal(await tls.renew(FILES), undefined);
    await Deno.writeTextFile(`${folder}/c.pem`, OTHER_CERTIFICATE);
    await assert.rejects(tls.renew(FILES), /^OperatorError: Cannot use certificate/);
    await Deno.writeTextFile(`${folder}/k.pem`, OTHER_KEY);
    const renew = await tls.renew(FILES);
    assert.equal(renew!(), "New callers of telnets are shown a new certificate");
    assert.equal(await tls.renew(FILES), undefined);
    tls.close();
  }));

Deno.test("agreeOnKeys() waits ten seconds for a client's keys, and needs none without TLS", async () => {
  const clock = new FakeClock();
  const connection = new FakeConnection();
  assert.ok(await agreeOnKeys(new Line(connection), clock));
  const shaking = (handshake: () => Promise<void>) => Object.assign(new FakeConnection(), { handshake });
  assert.ok(await agreeOnKeys(new Line(shaking(() => Promise.resolve())), clock));
  assert.equal(await agreeOnKeys(new Line(shaking(() => Promise.reject(new Error("none")))), clock), false);
  const late = agreeOnKeys(new Line(shaking(() => new Promise(() => {}))), clock);
  clock.advance(10_000);
  assert.equal(await late, false);
  assert.equal(clock.pending, 0);
});
