import assert from "node:assert/strict";
import { placeOf } from "../../../lib/host/account_place.ts";

Deno.test("placeOf() counts through all pages, whatever the case of a handle", async () => {
  const handles = Array.from({ length: 2500 }, (_, i) => `User${String(i).padStart(4, "0")}`);
  const list = (after: string, limit: number) => {
    const from = handles.findIndex((handle) => handle > after);
    const page = from < 0 ? [] : handles.slice(from, from + limit);
    return Promise.resolve(page.map((handle) => ({ handle, location: "", calls: 0, lastCall: 0 })));
  };
  assert.equal(await placeOf({ list }, "user0000"), 1);
  assert.equal(await placeOf({ list }, "USER2499"), 2500);
  assert.equal(await placeOf({ list }, "nobody"), undefined);
});
