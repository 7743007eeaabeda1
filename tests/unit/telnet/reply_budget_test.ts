import assert from "node:assert/strict";
import fc from "fast-check";
import { REPLY_ALLOWANCE, ReplyBudget } from "../../../lib/telnet/reply_budget.ts";

Deno.test("ReplyBudget gives out no more than its allowance and what was earned", () => {
  fc.assert(fc.property(fc.array(fc.tuple(fc.nat(20), fc.nat(900)), { maxLength: 60 }), (turns) => {
    const budget = new ReplyBudget();
    let earned = 0, spent = 0;
    for (const [bytes, cost] of turns) {
      budget.earn(bytes);
      earned += bytes;
      if (budget.spend(cost)) spent += cost;
    }
    assert.ok(spent <= REPLY_ALLOWANCE + earned);
  }));
});

Deno.test("ReplyBudget does not save up more than its allowance, and a charge leaves no debt", () => {
  const budget = new ReplyBudget();
  budget.earn(1e6);
  assert.equal(budget.spend(REPLY_ALLOWANCE + 1), false);
  budget.charge(1e6);
  assert.equal(budget.spend(1), false);
  budget.earn(1);
  assert.equal(budget.spend(1), true);
});
