/** The script `profile` of the default board, over telnet: everything that one can change of oneself, to the end. */

import assert from "node:assert/strict";
import { SSH_KEYS } from "../fakes/ssh_keys.ts";
import { enter } from "./battery_kit.ts";
import { arrive, back, start, startPeople } from "./people_kit.ts";

const [LINE, FINGERPRINT] = SSH_KEYS[0]!;

Deno.test("profile over telnet: a user changes all of his account, a sysop looks at it, and the user deletes it", async () => {
  await using board = await startPeople();
  await using sysop = await arrive(board, "alice");
  await using bob = await arrive(board, "bob");
  await start(bob, "profile", /Name +bob/);
  await bob.send("oUtrecht\r");
  await bob.see(/Location +Utrecht/);
  await bob.send("ebob@example.org\r");
  await bob.see(/E-mail +bob@example\.org/);
  await bob.send("i600\r");
  await bob.see(/Idle limit +600 seconds/);
  await bob.send("pwrong\ra new password\ra new password\r");
  await bob.see("That was not the old password");
  await bob.send("ppassword-of-bob\ra new password\ra new password\r");
  await bob.see("Your password is changed");
  assert.ok(!bob.text.includes("password-of-bob") && !bob.text.includes("a new password"));

  await bob.send("s");
  await bob.see("There is none.");
  await bob.send("anonsense\r");
  await bob.see(/SSH key|Expected/i);
  await bob.send(`a${LINE}\r`);
  await bob.see(FINGERPRINT.slice(0, 30));
  await bob.send("q");
  await bob.see(/SSH keys +test key/);
  await bob.send("t");
  await bob.see("Which colours?");
  await bob.send("\x1b[B\x1b[B\r");
  await bob.see(/Theme +forest/);
  await bob.send("c");
  await bob.see("Which characters");
  await bob.send("\x1b[B\r");
  await bob.see(/Characters +utf8/);
  await bob.resize(40, 24);
  await bob.see(/your profile[^]*SSH keys +test key/);
  await bob.resize(80, 25);
  await bob.send("q");
  await back(bob);

  await start(sysop, "profile", /Name +alice/);
  await sysop.send("fbo*\r");
  await sysop.see(/Name +bob[^]*Utrecht[^]*forest/);
  await sysop.send("gstaff\r");
  await sysop.see(/Groups +staff/);
  await sysop.send("<");
  await sysop.see(/Name +alice/);
  await sysop.send("dy");
  await sysop.see("Your password, to be sure");
  await sysop.send("password-of-alice\r");
  await sysop.see("It is that of the only sysop");

  await start(bob, "profile", /Groups +staff/);
  await bob.send("dywrong\r");
  await bob.see("That was not your password");
  await bob.send("dya new password\r");
  await bob.expect("Your account has been deleted. Goodbye.");
  await bob.waitClosed();
  await using again = await enter(board, "apply bob");
  await start(again, "profile", /Location +-/);
});
