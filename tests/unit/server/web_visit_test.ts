import assert from "node:assert/strict";
import { callRequest, frame } from "../../fakes/web_client.ts";
import { settle, until } from "../../fakes/until.ts";
import { HOST, WebDoorway } from "../../fakes/web_doorway.ts";

Deno.test("WebVisit hands a call over to the host, with what is known of a browser", async () => {
  const door = await WebDoorway.open();
  const { sessionId, profile } = await door.call("/call?columns=132&rows=43&window=1");
  assert.equal(sessionId, "web-192.0.2.1:50123");
  assert.deepEqual(profile, {
    kind: "web",
    address: { hostname: "192.0.2.1", port: 50_123 },
    terminal: "xterm-256color",
    terminalNames: ["xterm-256color"],
    mtts: 0,
    size: { columns: 132, rows: 43 },
    encoding: "utf8",
    environment: { COLORTERM: "truecolor" },
  });
  await door.connection.gets("HTTP/1.1 101 ");
  // The example of RFC 6455, section 1.3.
  await door.connection.gets("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  door.connection.send(frame("k"), frame('{"type":"resize","columns":100,"rows":30}', { opcode: 1 }));
  await until("both came", () => door.events.length === 2);
  assert.deepEqual(door.events, [
    { type: "input", bytes: Uint8Array.of(107) },
    { type: "resize", size: { columns: 100, rows: 30 } },
  ]);
  await door.caller!.write(Uint8Array.of(0xff, 65));
  assert.deepEqual(door.frames, [{ opcode: 2, payload: Uint8Array.of(0xff, 65) }]);
  door.caller!.close("logged off");
  assert.equal(await door.closes(), "1000 logged off");
  await door.ends();
});

Deno.test("WebVisit takes a size that is none for the usual one", async () => {
  for (const query of ["", "?columns=x&rows=-1", "?columns=1e3&rows=99999999", "?columns=&rows="]) {
    const door = await WebDoorway.open();
    assert.deepEqual((await door.call(`/call${query}`)).profile.size, { columns: 80, rows: 24 });
    door.connection.hangUp();
    await door.ends();
  }
  const door = await WebDoorway.open();
  assert.deepEqual((await door.call("/call?columns=9999&rows=1")).profile.size, { columns: 500, rows: 5 });
  door.connection.hangUp();
  await door.ends();
});

Deno.test("WebVisit hears keys that were sent behind the request at once", async () => {
  const door = await WebDoorway.open();
  await settle();
  const calling = door.call();
  door.connection.send(frame("early"));
  await calling;
  await until("they came", () => door.events.length > 0);
  assert.deepEqual(door.events, [{ type: "input", bytes: new TextEncoder().encode("early") }]);
  door.connection.hangUp();
  await door.ends();
});

Deno.test("WebVisit closes calls whose frames are wrong, with the code for it and a line in the log", async () => {
  for (
    const [bytes, code, logged] of [
      [[frame("", { claim: 65_537 })], 1009, /Max payload size exceeded/],
      [
        [frame("x".repeat(40_000), { last: false }), frame("x".repeat(40_000), { opcode: 0 })],
        1009,
        /Max payload/,
      ],
      [
        [
          frame("", { last: false }),
          ...Array.from({ length: 70 }, () => frame("x", { opcode: 0, last: false })),
        ],
        1008,
        /fragments/,
      ],
      [[frame(Uint8Array.of(0xc3, 0x28), { opcode: 1 })], 1007, /invalid UTF-8/],
      [[frame("x", { masked: false })], 1002, /MASK must be set/],
      [[frame("x", { reserved: 4 })], 1002, /RSV1/],
      [[frame("x", { opcode: 3 })], 1002, /opcode/],
      [[frame("x", { opcode: 0 })], 1002, /opcode/],
      [[frame("x", { opcode: 9, last: false })], 1002, /FIN must be set/],
      [[frame("no JSON", { opcode: 1 })], 1008, /is no JSON/],
    ] as const
  ) {
    const door = await WebDoorway.open();
    await door.call();
    door.connection.send(...bytes);
    assert.equal(Number((await door.closes()).split(" ")[0]), code, String(logged));
    await door.ends();
    assert.match(door.logged, /Bad WebSocket/);
    assert.match(door.logged, logged);
  }
});

Deno.test("WebVisit answers pings, and a close frame by one", async () => {
  const door = await WebDoorway.open();
  await door.call();
  door.connection.send(frame("hello", { opcode: 9 }));
  await until("the pong comes", () => door.frames.length > 0);
  assert.deepEqual(door.frames, [{ opcode: 10, payload: new TextEncoder().encode("hello") }]);
  door.connection.send(frame(Uint8Array.of(3, 232), { opcode: 8 }));
  assert.equal(await door.closes(), "1000 ");
  await door.ends();
  assert.doesNotMatch(door.logged, /Bad WebSocket/);
});

Deno.test("WebVisit ends with a caller whom the reception does not take", async () => {
  const door = await WebDoorway.open();
  door.refuses = true;
  door.connection.send(callRequest(HOST));
  assert.equal(await door.closes(), "1011 failed");
  await door.ends();
  assert.match(door.logged, /Connection failed.*No script can be his first/);
});

Deno.test("WebVisit drops who says nothing, and tells who did not finish his request", async () => {
  for (const words of ["", "GET / HTTP/1.1\r\nHost: board"]) {
    const door = await WebDoorway.open();
    door.connection.send(words);
    await settle();
    door.clock.advance(10_000);
    await door.ends();
    assert.equal(door.connection.text.startsWith("HTTP/1.1 408 "), words !== "", words);
    assert.match(door.logged, /Caller said nothing/);
  }
});

Deno.test("WebVisit gives nobody more than a minute who does not call, however busy he is", async () => {
  const door = await WebDoorway.open();
  for (let i = 0; i < 19; i++) {
    door.connection.send("GET / HTTP/1.1\r\nHost: board\r\n\r\n");
    await until("it is answered", () => door.connection.text.split("HTTP/1.1 200 OK").length === i + 2);
    await settle();
    door.clock.advance(3000);
  }
  assert.equal(door.done, false);
  await settle();
  door.clock.advance(3000);
  await door.ends();
});

Deno.test("WebVisit closes a connection on which nothing is asked any more", async () => {
  const door = await WebDoorway.open();
  door.connection.send("GET / HTTP/1.1\r\nHost: board\r\n\r\n");
  await door.connection.gets("</html>");
  await settle();
  door.clock.advance(5000);
  await door.ends();
});
