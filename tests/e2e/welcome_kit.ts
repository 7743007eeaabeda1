/**
 * How callers come to the default board, for its end-to-end tests.
 *
 * @module
 */

import type { TestCaller } from "./harness.ts";

/** The password of everybody here. */
export const PASSWORD = "correct horse";

/** Waits for the login screen. */
export async function seeDoor(caller: TestCaller): Promise<void> {
  await caller.see(/login: *$/m);
}

/** Opens an account from the login screen on; ends at the first screen after logging in. */
export async function openAccount(
  caller: TestCaller,
  handle: string,
  { location = "", email = "" }: { readonly location?: string; readonly email?: string } = {},
): Promise<void> {
  await seeDoor(caller);
  await caller.send("new\r");
  for (
    const [help, answer] of [
      ["How you are called here", handle],
      ["Where you call from", location],
      [/may\s+stay\s+blank/, email],
      ["At least 8", PASSWORD],
      ["The same once more", PASSWORD],
    ] as const
  ) {
    await caller.see(help);
    await caller.send(`${answer}\r`);
  }
  await caller.see("Make this account?");
  await caller.send("y");
  await caller.see("Quick login?");
}

/** Logs in from the login screen on; ends at the first screen after logging in. */
export async function logIn(caller: TestCaller, handle: string, password: string = PASSWORD): Promise<void> {
  await seeDoor(caller);
  await caller.send(`${handle}\r`);
  await caller.see("password:");
  await caller.send(`${password}\r`);
  await caller.see("Quick login?");
}

/** From the first screen after logging in to the main menu. */
export async function seeMenu(caller: TestCaller): Promise<void> {
  await caller.send("y");
  await caller.see("@Test Board");
}
