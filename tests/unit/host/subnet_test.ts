import assert from "node:assert/strict";
import fc from "fast-check";
import { holds, parseSubnet, SubnetMap } from "../../../lib/host/subnet.ts";

Deno.test("parseSubnet() writes each address and subnet in one way only", () => {
  for (
    const [text, expected] of [
      ["192.0.2.7", "192.0.2.7"],
      [" 192.0.2.7 ", "192.0.2.7"],
      ["192.0.2.7/32", "192.0.2.7"],
      ["192.0.2.7/24", "192.0.2.0/24"],
      ["255.255.255.255/1", "128.0.0.0/1"],
      ["0.0.0.0/0", "0.0.0.0/0"],
      ["2001:DB8:0:0::7", "2001:db8::7"],
      ["2001:db8:1:2:3:4:5:6/64", "2001:db8:1:2::/64"],
      ["2001:db8:0:0::/64", "2001:db8::/64"],
      ["::/0", "::/0"],
      ["::ffff:192.0.2.7", "192.0.2.7"],
      ["::ffff:192.0.2.7/120", "192.0.2.0/24"],
    ] as const
  ) assert.equal(parseSubnet(text).text, expected, text);
});

Deno.test("parseSubnet() refuses what is neither address nor subnet", () => {
  const wrong = [
    "",
    "localhost",
    "192.0.2",
    "192.0.2.256",
    "192.0.2.7/33",
    "192.0.2.7/",
    "::1/129",
    "1::2::3",
  ];
  for (const text of [...wrong, "::ffff:192.0.2.7/95", "192.0.2.7 192.0.2.8", "192.0.2.7/-1", "\x1b[2J"]) {
    assert.throws(() => parseSubnet(text), TypeError, text);
  }
});

Deno.test("parseSubnet() takes its own text back", () => {
  const v4 = fc.tuple(fc.ipV4(), fc.nat({ max: 32 }));
  const v6 = fc.tuple(fc.ipV6(), fc.integer({ min: 96, max: 128 }));
  fc.assert(fc.property(fc.oneof(v4, v6), ([address, bits]) => {
    const once = parseSubnet(`${address}/${bits}`);
    assert.deepEqual(parseSubnet(once.text), once);
  }));
});

Deno.test("SubnetMap.holding() finds every subnet that an address is in, and no other", () => {
  const map = new SubnetMap<string>();
  const words = ["192.0.2.7", "192.0.2.0/24", "192.0.0.0/16", "198.51.100.0/24", "2001:db8::/32", "::/0"];
  for (const word of words) map.set(parseSubnet(word), word);
  const holding = (hostname: string) => [...map.holding(hostname)].sort();
  assert.deepEqual(holding("192.0.2.7"), ["192.0.0.0/16", "192.0.2.0/24", "192.0.2.7"]);
  assert.deepEqual(holding("::ffff:192.0.2.8"), ["192.0.0.0/16", "192.0.2.0/24"]);
  assert.deepEqual(holding("2001:db8::1%eth0"), ["2001:db8::/32", "::/0"]);
  assert.deepEqual(holding("203.0.113.1"), []);
  assert.deepEqual(holding("somewhere"), []);
});

Deno.test("SubnetMap keeps one thing a subnet, and forgets what is deleted", () => {
  const map = new SubnetMap<number>();
  map.set(parseSubnet("192.0.2.9/24"), 1);
  map.set(parseSubnet("192.0.2.0/24"), 2);
  map.set(parseSubnet("192.0.2.0/25"), 3);
  assert.equal(map.size, 2);
  assert.equal(map.get(parseSubnet("192.0.2.77/24")), 2);
  assert.equal(map.delete(parseSubnet("192.0.2.0/24")), true);
  assert.equal(map.delete(parseSubnet("192.0.2.0/24")), false);
  assert.deepEqual([...map.values()], [3]);
  assert.deepEqual([...map.holding("192.0.2.1")], [3]);
});

Deno.test("holds() knows which addresses lie in a subnet", () => {
  for (
    const [subnet, hostname, inside] of [
      ["192.0.2.0/24", "192.0.2.77", true],
      ["192.0.2.0/24", "192.0.3.1", false],
      ["192.0.2.1", "::ffff:192.0.2.1", true],
      ["2001:db8::/32", "2001:db8:1::1", true],
      ["2001:db8::/32", "192.0.2.1", false],
      ["0.0.0.0/0", "nobody", false],
    ] as const
  ) {
    assert.equal(holds(parseSubnet(subnet), hostname), inside, `${hostname} in ${subnet}`);
  }
});
