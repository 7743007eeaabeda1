import assert from "node:assert/strict";
import { DoorSeats } from "../../../lib/host/door_seats.ts";

Deno.test("DoorSeats.take() gives the first free seat, and none when all are taken", () => {
  const seats = new DoorSeats(() => 10);
  const first = seats.take("lord", 2)!;
  assert.equal(first.node, 1);
  assert.equal(seats.take("lord", 2)!.node, 2);
  assert.equal(seats.take("lord", 2), undefined);
  assert.equal(seats.take("chess", 2)!.node, 1);
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  assert.equal(seats.taken, 2);
  assert.equal(seats.take("lord", 2)!.node, 1);
});

Deno.test("DoorSeats.take() counts no seats of a door without a number, but all of them against the bound", () => {
  let most = 2;
  const seats = new DoorSeats(() => most);
  using one = seats.take("a", 0)!;
  using two = seats.take("b", 0)!;
  assert.deepEqual([one.node, two.node], [undefined, undefined]);
  assert.equal(seats.take("c", 5), undefined);
  most = 3;
  assert.equal(seats.take("c", 5)!.node, 1);
});

Deno.test("DoorSeats.take() gives no seat twice when a reload has given numbers to a door", () => {
  const seats = new DoorSeats(() => 10);
  const before = seats.take("lord", 0)!;
  using one = seats.take("lord", 2)!;
  before[Symbol.dispose]();
  using two = seats.take("lord", 2)!;
  assert.deepEqual([one.node, two.node], [1, 2]);
});
