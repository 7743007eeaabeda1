import assert from "node:assert/strict";
import { NotPermittedError } from "../../../lib/base/errors.ts";
import { addressesOf, allowedPlace, ownAddresses, RemoteRefusal } from "../../../lib/host/remote_hosts.ts";
import type { RemoteTarget } from "../../../lib/wire/remote_calls.ts";
import {
  boardsSection,
  type BoardsSettings,
  type RemoteBoard,
  remoteFamily,
} from "../../../lib/wire/remote_settings.ts";
import { ALICE } from "../../../lib/testing/run_script.ts";
import { valuesOf } from "../../fakes/test_board.ts";

const BOARDS: ReadonlyMap<string, RemoteBoard> = new Map(
  Object.entries({
    far: { host: "bbs.example.org" },
    home: { host: "192.168.1.5", port: 2323, encoding: "utf8" },
    off: { host: "bbs.example.org", enabled: false },
    secret: { host: "bbs.example.org", sysop_only: true },
    blank: {},
  }).map(([name, values]) => [name, valuesOf(remoteFamily, values)]),
);

const SYSOP = { ...ALICE, groups: ["sysop"] };
const GUEST = { ...ALICE, guest: true };

function place(to: RemoteTarget, changes: Partial<BoardsSettings> = {}, user = ALICE) {
  return allowedPlace({ user }, to, valuesOf(boardsSection, changes), BOARDS);
}

function refused(to: RemoteTarget, changes: Partial<BoardsSettings> = {}, user = ALICE): string {
  try {
    place(to, changes, user);
  } catch (error) {
    assert.ok(error instanceof RemoteRefusal && error.code === "refused");
    return error.message;
  }
  throw new Error(`${JSON.stringify(to)} is allowed`);
}

Deno.test("allowedPlace() finds what the INI file lists, and nothing else", () => {
  assert.deepEqual({ ...place({ name: "far" }) }, {
    ...BOARDS.get("far"),
    typed: false,
  });
  assert.equal(place({ name: "home" }).host, "192.168.1.5");
  for (const name of ["off", "secret", "blank", "nobody", "constructor", "bbs.example.org"]) {
    assert.match(refused({ name }), /not listed/);
  }
  assert.equal(place({ name: "secret" }, {}, SYSOP).host, "bbs.example.org");
  // An address in the list is no leave to type it.
  assert.match(refused({ host: "192.168.1.5", port: 2323 }), /not listed/);
});

Deno.test("allowedPlace() lets nobody call who has not logged in, and guests only where they may", () => {
  const settings = valuesOf(boardsSection);
  assert.throws(
    () => allowedPlace({ user: undefined }, { name: "far" }, settings, BOARDS),
    NotPermittedError,
  );
  assert.match(refused({ name: "far" }, {}, GUEST), /guests may not/);
  assert.equal(place({ name: "far" }, { guests: true }, GUEST).host, "bbs.example.org");
  assert.match(refused({ host: "a.example", port: 23 }, { guests: true, any: true }, GUEST), /not listed/);
});

Deno.test("allowedPlace() lets callers type a host only when any is on, not those of never, nor ports of others", () => {
  const any = { any: true, never: ["my.example.org"] };
  assert.deepEqual(place({ host: "a.example", port: 23 }, any), {
    host: "a.example",
    port: 23,
    tls: false,
    encoding: "cp437",
    terminal: "",
    typed: true,
  });
  assert.equal(place({ host: "a.example", port: 1024 }, any).port, 1024);
  for (const port of [22, 25, 80, 1023]) assert.match(refused({ host: "a.example", port }, any), /port/);
  assert.match(refused({ host: "my.example.org", port: 23 }, any), /does not want/);
  assert.match(refused({ host: "a.example", port: 23 }), /switch on any/);
});

/** What names lead to. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  "far.example": ["93.184.216.34", "2606:2800:220:1::1"],
  "mixed.example": ["10.0.0.1", "93.184.216.34"],
  "inside.example": ["10.0.0.1", "fd00::1"],
  "mine.example": ["203.0.114.9"],
  "alias.example": ["203.0.114.9"],
  "half.example": ["93.184.216.34", "203.0.114.9"],
  "nothing.example": [],
  "localhost": ["127.0.0.1", "::1"],
  "127.1": ["127.0.0.1"],
};

function addresses(host: string, typed: boolean, never: readonly string[] = []) {
  const lookup = (name: string) => {
    const found = NAMES[name];
    const code = name === "silent.example" ? "EAI_AGAIN" : "ENOTFOUND";
    return found === undefined
      ? Promise.reject(Object.assign(new Error("not found"), { code }))
      : Promise.resolve(found);
  };
  const own = () => ["127.0.0.1", "::1", "fe80::1%eth0", "8.8.4.4", "2a01:4f8::1"];
  const where = { host, port: 23, tls: false, encoding: "cp437", terminal: "", typed };
  return addressesOf(where, { lookup, own, never });
}

Deno.test("addressesOf() leads to addresses that were checked: of listed names those of the public internet", async () => {
  assert.deepEqual(await addresses("far.example", false), NAMES["far.example"]);
  assert.deepEqual(await addresses("mixed.example", false), ["93.184.216.34"]);
  for (const name of ["inside.example", "127.1", "nothing.example"]) {
    await assert.rejects(addresses(name, false), RemoteRefusal, name);
  }
  // What the sysop has written as an address is meant.
  assert.deepEqual(await addresses("192.168.1.5", false), ["192.168.1.5"]);
  assert.deepEqual(await addresses("::1", false), ["::1"]);
  assert.deepEqual(await addresses("localhost", false), NAMES["localhost"]);
  await assert.rejects(addresses("unknown.example", false), /not found/);
});

Deno.test("addressesOf() leads nobody who types a host to this board, or to the network around it", async () => {
  assert.deepEqual(await addresses("far.example", true), NAMES["far.example"]);
  const barred = [
    ..."127.0.0.1 ::1 localhost 127.1 10.0.0.1 169.254.169.254 192.168.1.5 100.64.0.1 0.0.0.0 224.0.0.1"
      .split(" "),
    ..."::ffff:127.0.0.1 fe80::1 fd00::1 64:ff9b::7f00:1 2002:7f00:1:: inside.example nothing.example".split(
      " ",
    ),
  ];
  for (const host of barred) await assert.rejects(addresses(host, true), RemoteRefusal, host);
  // The machine's own public address is this board.
  await assert.rejects(addresses("8.8.4.4", true), RemoteRefusal);
  assert.deepEqual(await addresses("8.8.8.8", true), ["8.8.8.8"]);
  // A name of never bars what it leads to, under any other name; one that is not found bars nothing.
  assert.deepEqual(await addresses("alias.example", true), ["203.0.114.9"]);
  for (const host of ["alias.example", "half.example", "203.0.114.9"]) {
    await assert.rejects(addresses(host, true, ["mine.example", "unknown.example"]), RemoteRefusal, host);
    await assert.rejects(addresses(host, true, ["203.0.114.9"]), RemoteRefusal, host);
  }
});

Deno.test("addressesOf() knows an address in all its spellings", async () => {
  const never = ["2a01:4f8::0:2", "2A01:4F8:0::3"];
  const spellings = "2a01:4f8::1 2a01:4f8:0:0:0:0:0:1 2A01:04f8::0001 2a01:4f8::0.0.0.1 2a01:4f8::1%1 " +
    "2a01:4f8::2 2a01:4f8:0::2 2a01:4f8::0:3";
  for (const host of spellings.split(" ")) {
    await assert.rejects(addresses(host, true, never), RemoteRefusal, host);
  }
  assert.deepEqual(await addresses("2a01:4f8::4", true, never), ["2a01:4f8::4"]);
});

Deno.test("addressesOf() calls nobody while it cannot find out where a name of never leads", async () => {
  await assert.rejects(
    addresses("8.8.8.8", true, ["silent.example"]),
    (error) => error instanceof RemoteRefusal && error.code === "network",
  );
  // What is listed has been allowed.
  assert.deepEqual(await addresses("far.example", false, ["silent.example"]), NAMES["far.example"]);
});

Deno.test("ownAddresses() has the machine's loopback", () => {
  assert.ok(ownAddresses().includes("127.0.0.1"));
});
