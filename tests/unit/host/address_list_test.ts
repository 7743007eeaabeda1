import assert from "node:assert/strict";
import fc from "fast-check";
import { addresses, addressGroup, AddressList } from "../../../lib/host/address_list.ts";

Deno.test("AddressList.has() knows addresses and subnets of both families", () => {
  const list = new AddressList(["127.0.0.1", "10.0.0.0/8", "::1", "2001:db8::/32"]);
  for (
    const inside of ["127.0.0.1", "10.255.0.9", "::1", "2001:DB8:1::2", "2001:db8::1%eth0", "::ffff:10.1.2.3"]
  ) {
    assert.equal(list.has(inside), true, inside);
  }
  for (const outside of ["127.0.0.2", "11.0.0.1", "::2", "2001:db9::1", "localhost", ""]) {
    assert.equal(list.has(outside), false, outside);
  }
});

Deno.test("AddressList refuses what is neither address nor subnet", () => {
  for (const wrong of ["localhost", "10.0.0.0/33", "::1/129", "1.2.3", "10.0.0.0/", "1.2.3.4/x", ""]) {
    assert.throws(() => new AddressList([wrong]), TypeError, wrong);
  }
});

Deno.test("addresses.parse() reads words between commas and says what it expected", () => {
  assert.deepEqual(addresses.parse(" 127.0.0.1, ::1 ,,10.0.0.0/8"), {
    value: ["127.0.0.1", "::1", "10.0.0.0/8"],
  });
  assert.deepEqual(addresses.parse("  "), { value: [] });
  assert.ok("expected" in addresses.parse("127.0.0.1 127.0.0.2"));
  assert.equal(addresses.format(["::1", "10.0.0.0/8"]), "::1, 10.0.0.0/8");
});

Deno.test("addressGroup() is the address for IPv4 and the /64 for IPv6", () => {
  assert.equal(addressGroup("192.0.2.1"), "192.0.2.1");
  assert.equal(addressGroup("::ffff:192.0.2.1"), "192.0.2.1");
  assert.equal(addressGroup("::ffff:c000:201"), "192.0.2.1");
  assert.equal(addressGroup("2001:DB8:0:7:1:2:3:4"), "2001:db8:0:7::/64");
  assert.equal(addressGroup("2001:db8::7"), "2001:db8:0:0::/64");
  assert.equal(addressGroup("::1"), "0:0:0:0::/64");
  assert.equal(addressGroup("fe80::1%eth0"), "fe80:0:0:0::/64");
  assert.equal(addressGroup("somewhere"), "somewhere");
});

Deno.test("addressGroup() depends on the first 64 bits of an IPv6 address and on nothing else", () => {
  const word = fc.nat({ max: 0xffff }).map((n) => n.toString(16));
  const half = fc.tuple(word, word, word, word).map((words) => words.join(":"));
  fc.assert(fc.property(half.filter((h) => h !== "0:0:0:0"), half, half, (network, one, other) => {
    assert.equal(addressGroup(`${network}:${one}`), addressGroup(`${network}:${other}`));
    assert.equal(addressGroup(`${network}:${one}`), `${network}::/64`);
  }));
});
