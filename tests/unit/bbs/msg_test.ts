import assert from "node:assert/strict";
import fc from "fast-check";
import { NotPermittedError } from "../../../lib/base/errors.ts";
import {
  countMsgs,
  getMsg,
  layOutThread,
  listMsgs,
  listPrivmsgs,
  listTags,
  markMsgsRead,
  Msg,
  searchMsgs,
} from "../../../lib/bbs/msg.ts";
import type { MessageHeader } from "../../../lib/wire/message_base.ts";
import { AskedBoard } from "../../fakes/board_caller.ts";

Deno.test("Msg.save() posts a new message, and keeps what is changed afterwards", async () => {
  using board = await AskedBoard.open(["root1", "alice", "bob"]);
  const [alice, bob] = [await board.caller("alice"), await board.caller("bob")];
  const msg = new Msg(undefined, "Hello", "Good morning", alice);
  msg.tags.add("x84");
  assert.deepEqual([msg.id, msg.author, msg.saved, msg.isPublic, msg.isOwn], [
    undefined,
    "alice",
    undefined,
    true,
    true,
  ]);
  const began = msg.created;
  assert.equal(await msg.save(), msg);
  assert.deepEqual([msg.id, msg.root, [...msg.tags], msg.edited], [1, 1, ["public", "x84"], undefined]);
  assert.equal(msg.created, began);
  assert.ok(msg.saved! >= began);
  await msg.save();
  assert.equal((await getMsg(1, bob))?.edited, undefined);
  msg.body = "Good night";
  msg.tags.delete("x84");
  await msg.save();
  const read = await getMsg(1, bob);
  assert.deepEqual(
    [read?.body, [...read!.tags], read?.isOwn, read?.isUnread, read?.edited !== undefined],
    ["Good night", ["public"], false, true, true],
  );
  assert.deepEqual((await msg.history()).map(({ body, tags }) => [body, tags]), [["Good morning", [
    "public",
    "x84",
  ]]]);
  read!.body = "Mine";
  await assert.rejects(read!.save(), NotPermittedError);
});

Deno.test("Msg.reply() answers the author, as public as he was", async () => {
  using board = await AskedBoard.open(["root1", "alice", "bob", "carol"]);
  const [alice, bob, carol] = [
    await board.caller("alice"),
    await board.caller("bob"),
    await board.caller("carol"),
  ];
  const first = await new Msg(undefined, "Hello", "", alice).save();
  const answer = (await getMsg(first.id!, bob))!.reply();
  assert.deepEqual([answer.recipient, answer.subject, answer.body, answer.parent], ["alice", "Hello", "", 1]);
  await answer.save();
  assert.equal(answer.isPublic, true);
  const mail = await new Msg("bob", "Psst", "", alice).save();
  const back = (await getMsg(mail.id!, bob))!.reply();
  assert.deepEqual([back.recipient, back.isPublic], ["alice", false]);
  await back.save();
  assert.equal(mail.reply().recipient, "bob");
  assert.equal(await getMsg(back.id!, carol), undefined);
  assert.deepEqual((await first.children()).map(({ id }) => id), [answer.id]);
  assert.deepEqual((await mail.thread()).map(({ message, depth }) => [message.id, depth]), [[3, 0], [4, 1]]);
});

Deno.test("listMsgs() and its kin give each caller his own", async () => {
  using board = await AskedBoard.open(["root1", "alice", "bob"]);
  const [alice, bob] = [await board.caller("alice"), await board.caller("bob")];
  const guest = await board.caller("");
  for (let i = 0; i < 3; i++) await new Msg(undefined, `Number ${i}`, "words", alice).save();
  const mail = await new Msg("bob", "Psst", "secret words", alice).save();
  assert.deepEqual((await listMsgs({}, bob)).map(({ id }) => id), [1, 2, 3, 4]);
  assert.deepEqual((await listMsgs({ after: 1, limit: 1 }, bob)).map(({ id }) => id), [2]);
  assert.deepEqual((await listPrivmsgs({}, bob)).map(({ id }) => id), [4]);
  assert.deepEqual(await listPrivmsgs({ scope: "sent" }, bob), []);
  assert.deepEqual((await searchMsgs("words", {}, bob)).map(({ id, excerpt }) => [id, excerpt]), [
    [4, "secret words"],
    [3, "words"],
    [2, "words"],
    [1, "words"],
  ]);
  assert.deepEqual(await listTags(guest), [{ tag: "public", all: 3, unread: 3 }]);
  await markMsgsRead([2], bob);
  assert.deepEqual(await countMsgs({}, bob), { all: 4, unread: 3 });
  await markMsgsRead(3, bob);
  await (await getMsg(mail.id!, bob))!.markRead();
  assert.deepEqual(await countMsgs({}, bob), { all: 4, unread: 0 });
  assert.equal(await mail.delete(), true);
  assert.equal(await mail.delete(), false);
  assert.deepEqual(await countMsgs({ scope: "inbox" }, bob), { all: 0, unread: 0 });
});

Deno.test("Msg says of what was never saved that it was not", async () => {
  using board = await AskedBoard.open(["root1", "alice"]);
  const msg = new Msg(undefined, "x", "", await board.caller("alice"));
  assert.throws(() => msg.delete(), /^TypeError: Cannot delete a message: it was never saved$/);
  assert.throws(() => msg.children(), TypeError);
  assert.throws(() => msg.reply(), TypeError);
  await assert.rejects(msg.thread(), TypeError);
  await assert.rejects(msg.markRead(), TypeError);
});

Deno.test("layOutThread() shows every message once, each below its parent", () => {
  const header = (id: number, parent: number | undefined) => ({ id, parent }) as MessageHeader;
  const laid = layOutThread([header(1, undefined), header(2, 1), header(3, 1), header(4, 2), header(6, 5)]);
  assert.deepEqual(laid.map(({ message, depth }) => [message.id, depth]), [[1, 0], [2, 1], [4, 2], [3, 1], [
    6,
    0,
  ]]);
  fc.assert(fc.property(fc.array(fc.nat()), (parents) => {
    const messages = parents.map((parent, i) => header(i + 1, i === 0 ? undefined : parent % (i + 1)));
    const shown = layOutThread(messages.filter(({ id }) => id % 7 !== 0));
    assert.deepEqual(
      shown.map(({ message }) => message.id).sort((a, b) => a - b),
      messages.map(({ id }) => id).filter((id) => id % 7 !== 0),
    );
  }));
});
