import assert from "node:assert/strict";
import { silentLogger } from "../../../lib/log/logger.ts";
import { type Desk, MAX_CALL_LINE } from "../../../lib/server/admin_calls.ts";
import { ControlClient } from "../../../lib/server/control_client.ts";
import { type ControlLine, serveControlLine } from "../../../lib/server/control_door.ts";
import { fakeDesk } from "../../fakes/fake_desk.ts";

/** A pipe that can be cut while both ends are in use, like a socket. */
function pipe() {
  let cut = () => {};
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>({
    start: (controller) => void (cut = () => controller.terminate()),
  });
  return { readable, writable, cut };
}

/** A line with a desk at its other end. */
function served(desk: Desk): { readonly line: ControlLine; readonly ended: Promise<void> } {
  const there = pipe();
  const back = pipe();
  const close = () => {
    there.cut();
    back.cut();
  };
  const ended = serveControlLine(
    { readable: there.readable, writable: back.writable, close },
    desk,
    silentLogger,
  );
  return { line: { readable: back.readable, writable: there.writable, close }, ended };
}

/** Sends bytes and takes the first line that comes back. */
async function say(
  desk: Desk,
  text: string,
): Promise<{ answer?: unknown; error?: { name: string; message: string } }> {
  const { line, ended } = served(desk);
  const writer = line.writable.getWriter();
  writer.write(new TextEncoder().encode(text)).catch(() => {});
  const reader = line.readable.getReader();
  const { value } = await reader.read();
  await writer.abort().catch(() => {});
  await reader.cancel().catch(() => {});
  await ended;
  return JSON.parse(new TextDecoder().decode(value));
}

Deno.test("serveControlLine() answers a call with a line", async () => {
  const { desk } = fakeDesk();
  assert.deepEqual(await say(desk, '{"by":"root","call":{"verb":"who"}}\n'), { answer: [] });
});

Deno.test("serveControlLine() answers what is no call with an error, and goes on", async () => {
  const { desk } = fakeDesk();
  const { line, ended } = served(desk);
  const writer = line.writable.getWriter();
  const reader = line.readable.getReader();
  const answers: string[] = [];
  for (
    const text of [
      "nonsense\n",
      '{"by":"x","call":{"verb":"format"}}\n',
      '{"by":"x","call":{"verb":"who"}}\n',
    ]
  ) {
    await writer.write(new TextEncoder().encode(text));
    answers.push(new TextDecoder().decode((await reader.read()).value));
  }
  await writer.close();
  await reader.cancel();
  await ended;
  assert.match(answers[0]!, /^\{"error":\{"name":"TypeError",/);
  assert.match(answers[1]!, /unknown verb/);
  assert.equal(answers[2], '{"answer":[]}\n');
});

Deno.test("serveControlLine() ends a connection whose line is too long, without waiting for its end", async () => {
  const { desk } = fakeDesk();
  const { error } = await say(desk, "x".repeat(MAX_CALL_LINE + 1));
  assert.equal(error?.name, "RangeError");
});

Deno.test("ControlClient gets answers, and errors with their class, from the desk at the other end", async () => {
  const { desk, accounts } = fakeDesk();
  const { line, ended } = served(desk);
  {
    using client = new ControlClient(line);
    const application = { handle: "alice", password: "correct horse", location: "", email: "" };
    const added = await client.perform<"addUser">({ verb: "addUser", application, groups: [] }, "root");
    assert("user" in added);
    assert.equal(added.user.handle, "alice");
    assert.notEqual(await accounts.find("alice"), undefined);
    await assert.rejects(
      client.perform<"grant">({ verb: "grant", handle: "nobody", group: "x" }, "root"),
      (error) => error instanceof RangeError && error.message.includes('"nobody"'),
    );
    assert.deepEqual(await client.perform<"who">({ verb: "who" }, "root"), []);
  }
  await ended;
});

Deno.test("ControlClient refuses a call that is too long for the line, and the line stays good", async () => {
  const { desk } = fakeDesk();
  const { line, ended } = served(desk);
  {
    using client = new ControlClient(line);
    const value = JSON.stringify("x".repeat(MAX_CALL_LINE));
    const row = { schema: "a", table: "b", key: "c", force: false };
    await assert.rejects(
      client.perform<"setRow">({ verb: "setRow", ...row, value }, "root"),
      /expected at most 65536/,
    );
    await client.perform<"setRow">({ verb: "setRow", ...row, value: "1" }, "root");
    assert.equal(await client.perform<"getRow">({ verb: "getRow", ...row }, "root"), "1");
  }
  await ended;
});

Deno.test("ControlClient says so when the server closes the connection", async () => {
  const closed = new ReadableStream<Uint8Array>({ start: (controller) => controller.close() });
  using client = new ControlClient({ readable: closed, writable: new WritableStream(), close: () => {} });
  await assert.rejects(
    client.perform<"who">({ verb: "who" }, "root"),
    /^OperatorError: Cannot talk to the server/,
  );
});
