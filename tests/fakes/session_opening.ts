/**
 * What a Worker is told of a session that begins.
 *
 * @module
 */

import { makeNodeNumber, parseScriptName } from "../../lib/base/brand.ts";
import type { SessionOpening } from "../../lib/wire/messages.ts";
import { FakeCaller } from "./fake_caller.ts";

/** The opening of a session of nobody in particular. */
export function openingOf(script: string = "matrix"): SessionOpening {
  const { sessionId, profile } = new FakeCaller();
  return {
    sessionId,
    profile,
    encoding: "utf8",
    entry: { script: parseScriptName(script), args: "[]" },
    user: undefined,
    node: makeNodeNumber(1),
    connectTime: 0,
    showTraceback: false,
  };
}
