import assert from "node:assert/strict";
import { hosts, hostWord, isAllowedHost, isLiteral, isPublicAddress } from "../../../lib/host/fetch_hosts.ts";

for (
  const [word, allowed, refused] of [
    [
      "example.org",
      [
        "http://example.org/",
        "https://EXAMPLE.org/a?b",
        "http://example.org:80/",
        "https://example.org:443/",
      ],
      [
        "http://www.example.org/",
        "http://example.org.evil.test/",
        "http://evil-example.org/",
        "http://example.org:8080/",
        "http://example.org:443/",
        "http://example.org@evil.test/",
        "http://example.org./",
      ],
    ],
    ["Example.ORG:8080", ["http://example.org:8080/", "https://example.org:8080/"], [
      "http://example.org/",
      "https://example.org/",
      "http://example.org:8081/",
    ]],
    ["example.org:443", ["https://example.org/", "http://example.org:443/"], ["http://example.org/"]],
    ["*.example.org", ["http://a.example.org/", "https://a.b.example.org/"], [
      "http://example.org/",
      "http://badexample.org/",
      "http://a.example.org:81/",
    ]],
    ["*.example.org:81", ["http://a.example.org:81/"], ["http://a.example.org/", "http://example.org:81/"]],
    ["bücher.example", ["http://xn--bcher-kva.example/", "http://BÜCHER.example/"], [
      "http://bucher.example/",
    ]],
    ["127.0.0.1:8080", ["http://127.0.0.1:8080/", "http://0x7f.1:8080/", "http://2130706433:8080/"], [
      "http://127.0.0.1/",
      "http://127.0.0.2:8080/",
      "http://localhost:8080/",
      "http://[::ffff:127.0.0.1]:8080/",
    ]],
    ["[0:0::1]", ["http://[::1]/"], ["http://[::2]/", "http://[::1]:8080/", "http://localhost/"]],
    ["localhost:9", ["http://localhost:9/"], ["http://a.localhost:9/", "http://127.0.0.1:9/"]],
  ] as const
) {
  Deno.test(`isAllowedHost() reads "${word}"`, () => {
    assert.ok("value" in hosts.parse(word));
    for (const url of allowed) assert.equal(isAllowedHost(["other.test", word], new URL(url)), true, url);
    for (const url of refused) assert.equal(isAllowedHost([word], new URL(url)), false, url);
  });
}

Deno.test("isAllowedHost() allows nothing with an empty list", () => {
  assert.equal(isAllowedHost([], new URL("http://example.org/")), false);
});

Deno.test("hosts takes words between commas, and none that is no host", () => {
  assert.deepEqual(hosts.parse(" example.org, ,*.example.net:81 "), {
    value: ["example.org", "*.example.net:81"],
  });
  assert.deepEqual(hosts.parse(""), { value: [] });
  for (
    const word of [
      "http://example.org",
      "example.org/feed",
      "example.org:0",
      "example.org:65536",
      "example.org:",
      "a b",
      "*",
      "*.",
      "a.*.org",
      "*.127.0.0.1",
      "*.1",
      "*.localhost",
      "*.[::1]",
      "::1",
      "[::1",
      "300.300.300.300",
      "user@example.org",
    ]
  ) {
    assert.ok("expected" in hosts.parse(`good.example, ${word}`), word);
  }
});

Deno.test("isLiteral() knows addresses and localhost from names", () => {
  for (const url of ["http://127.1/", "http://[::1]/", "http://localhost/", "http://8.8.8.8/"]) {
    assert.equal(isLiteral(new URL(url).hostname), true, url);
  }
  for (const url of ["http://example.org/", "http://a.localhost/", "http://127.0.0.1.nip.example/"]) {
    assert.equal(isLiteral(new URL(url).hostname), false, url);
  }
});

Deno.test("hostWord() is what allows a URL", () => {
  for (
    const url of ["http://example.org/", "https://example.org:8443/", "http://[::1]:81/", "http://1.2.3.4/"]
  ) {
    const word = hostWord(new URL(url));
    assert.ok("value" in hosts.parse(word), word);
    assert.ok(isAllowedHost([word], new URL(url)), word);
  }
});

Deno.test("isPublicAddress() takes addresses of the public internet only", () => {
  for (const address of ["8.8.8.8", "172.15.255.255", "172.32.0.1", "2606:4700::1111", "2a00:1450:4001::1"]) {
    assert.equal(isPublicAddress(address), true, address);
  }
  for (
    const address of [
      "0.0.0.0",
      "10.1.2.3",
      "100.64.0.1",
      "127.0.0.1",
      "169.254.169.254",
      "172.16.0.1",
      "172.31.255.255",
      "192.168.1.1",
      "198.19.0.1",
      "224.0.0.1",
      "255.255.255.255",
      "::",
      "::1",
      "::ffff:8.8.8.8",
      "::ffff:127.0.0.1",
      "64:ff9b::a00:1",
      "fc00::1",
      "fd12::1",
      "fe80::1",
      "fe80::1%eth0",
      "ff02::1",
      "2001::1",
      "2001:db8::1",
      "2002:7f00:1::",
      "example.org",
      "",
    ]
  ) {
    assert.equal(isPublicAddress(address), false, address);
  }
});
