import assert from "node:assert/strict";
import { callerVariables } from "../../../lib/bbs/caller_variables.ts";
import { expandAtCodes } from "../../../lib/text/at_codes.ts";
import { ALICE, FakeSession } from "../../fakes/fake_session.ts";

const NOW = Date.UTC(2026, 1, 3, 4, 5);

Deno.test("callerVariables() tells who calls from where", () => {
  using session = new FakeSession({
    user: { ...ALICE, lastCall: 0 },
    settings: { system: { bbsname: "Den" } },
  });
  const variables = callerVariables(session.asSession, NOW);
  assert.equal(
    expandAtCodes(
      "@USER@ of @CITY@, call @CALLS@ on @BBS@ node @NODE@ at @TIME@ @DATE@, last @LASTON@",
      variables,
    ),
    "alice of Wonderland, call 7 on Den node 1 at 04:05 2026-02-03, last never",
  );
  assert.equal(expandAtCodes("@TERM@ @COLS@x@ROWS@ @CHARSET@ @CONN@", variables), "xterm 80x24 utf8 telnet");
});

Deno.test("callerVariables() has no user before somebody has logged in", () => {
  using session = new FakeSession();
  const variables = callerVariables(session.asSession, NOW);
  assert.equal(expandAtCodes("[@USER@] @CITY@ @BBS@", variables), "[] @CITY@ x84");
});
