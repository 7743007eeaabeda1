/**
 * The profile: a caller looks after his own account, a sysop after everybody's.
 *
 * ```text
 * p password   o location   e e-mail      i idle limit   t theme   c characters   s SSH keys
 * d delete     q leave      and for sysops: g groups   f find   < > the one before, the next one
 * ```
 *
 * @module
 */

import { encodingNames, findEncoding, GUEST_HANDLE, type Key, type Session } from "x84";
import { clean, cleanHandle, refusal } from "./people.ts";
import { type Card, drawCard, ENCODING_ATTRIBUTE, IDLE_ATTRIBUTE, loadCard } from "./profile_card.ts";
import { pickOne } from "./pick.ts";
import { editKeys } from "./ssh_keys.ts";
import { chooseTheme, THEME_ATTRIBUTE, THEMES } from "./themes.ts";
import { loadUsers } from "./userlist.ts";
import { keyHint, View } from "./view.ts";

/** Most seconds of an idle limit; the host takes no more. */
const MAX_IDLE = 86_400;
/** Characters that the host takes. */
const MAX_PASSWORD = 128;
const MAX_GROUPS = 400;

/** A group's name, as the host takes it. */
export const GROUP = /^[a-z][a-z0-9_]{0,31}$/;

/** The screen. */
class Profile {
  #card: Card;
  readonly #session: Session;

  constructor(session: Session, card: Card) {
    this.#session = session;
    this.#card = card;
  }

  get #own(): boolean {
    return this.#card.view.handle === this.#session.handle;
  }

  async run(): Promise<void> {
    const view = await View.open(this.#session, {
      section: "profile",
      fieldStyle: this.#session.setting("profile", "color_field_edit"),
      rowsBelow: 16,
      draw: (view, rows) => drawCard(view, this.#card, this.#session.isSysop, rows),
      hint: (view) => this.#hint(view),
    });
    for (;;) {
      const event = await view.next();
      if (event?.type !== "key") continue;
      if (event.key.text === "q" || event.key.text === "Q" || event.key.name === "escape") return;
      try {
        if (!await this.#key(view, event.key)) return;
      } catch (error) {
        view.message = refusal(error);
      }
      await view.paint();
    }
  }

  /** Takes a key; answers whether the caller stays. */
  async #key(view: View, key: Key): Promise<boolean> {
    const { isSysop } = this.#session;
    switch (key.text || (key.ctrl ? `^${key.name}` : key.name)) {
      case "^l":
        await view.reopen();
        return true;
      case "p":
        await this.#password(view);
        return true;
      case "o":
        await this.#line(
          view,
          "location",
          "Location:",
          this.#session.numberSetting("nua", "max_location", 24),
        );
        return true;
      case "e":
        await this.#line(view, "email", "E-mail:", this.#session.numberSetting("nua", "max_email", 60));
        return true;
      case "i":
        await this.#idle(view);
        return true;
      case "t":
        await this.#theme(view);
        return true;
      case "c":
        await this.#encoding(view);
        return true;
      case "s":
        await editKeys(this.#session, this.#card.user);
        await this.#reload(view);
        await view.reopen();
        return true;
      case "d":
        return await this.#delete(view);
    }
    if (!isSysop) return true;
    if (key.text === "g") await this.#groups(view);
    else if (key.text === "f") await this.#find(view);
    else if (key.text === "<" || key.name === "left") await this.#step(view, -1);
    else if (key.text === ">" || key.name === "right") await this.#step(view, 1);
    return true;
  }

  async #reload(view: View): Promise<void> {
    const card = await loadCard(this.#session, this.#card.view.handle);
    if (card === undefined) view.message = "That account is gone.";
    else this.#card = card;
  }

  async #show(view: View, handle: string): Promise<void> {
    const card = await loadCard(this.#session, handle);
    if (card === undefined) view.message = `Nobody is called "${clean(handle, 30)}".`;
    else this.#card = card;
  }

  async #password(view: View): Promise<void> {
    const mask = "*";
    const maxLength = Math.min(MAX_PASSWORD, this.#session.numberSetting("nua", "max_pass", 64));
    const old = this.#own ? await view.ask("Old password:", { maxLength: MAX_PASSWORD, mask }) : "";
    if (old === undefined) return;
    const password = await view.ask("New password:", { maxLength, mask });
    if (password === undefined || password === "") return;
    const again = await view.ask("The same again:", { maxLength, mask });
    if (again === undefined) return;
    if (again !== password) {
      view.message = "The two are not the same. Nothing was changed.";
      return;
    }
    if (this.#own) {
      const right = await this.#session.call({ verb: "changePassword", old, password });
      view.message = right
        ? "Your password is changed."
        : "That was not the old password. Nothing was changed.";
    } else {
      const { handle } = this.#card.view;
      const found = await this.#session.call({ verb: "setPassword", handle, password });
      view.message = found ? `The password of ${cleanHandle(handle)} is changed.` : "That account is gone.";
    }
  }

  async #line(view: View, field: "location" | "email", question: string, maxLength: number): Promise<void> {
    const text = await view.ask(question, { maxLength, value: this.#card.view[field] });
    if (text === undefined || text === this.#card.view[field]) return;
    await this.#session.updateUser({ [field]: text.trim() }, this.#card.view.handle);
    await this.#reload(view);
  }

  async #idle(view: View): Promise<void> {
    const question = this.#session.columns < 80
      ? "Seconds, 0 for never:"
      : "Seconds until you are sent away, 0 for never, blank as the board has it:";
    const typed = await view.ask(question, {
      maxLength: 5,
      value: this.#card.idle === undefined ? "" : String(this.#card.idle),
    });
    if (typed === undefined) return;
    const blank = typed.trim() === "";
    const seconds = blank ? this.#session.numberSetting("session", "timeout", MAX_IDLE) : Number(typed);
    if (!Number.isInteger(seconds) || seconds < 0 || seconds > MAX_IDLE) {
      view.message = `It has to be a number of seconds, at most ${MAX_IDLE}.`;
      return;
    }
    await this.#card.user.setAttribute(IDLE_ATTRIBUTE, blank ? undefined : seconds);
    if (this.#own) await this.#session.setIdleLimit(seconds);
    await this.#reload(view);
  }

  async #theme(view: View): Promise<void> {
    const names = Object.keys(THEMES);
    const name = await pickOne(this.#session, "profile", "Which colours?", names, this.#card.theme);
    if (name !== undefined) {
      if (this.#own) await chooseTheme(this.#session, name);
      else await this.#card.user.setAttribute(THEME_ATTRIBUTE, name);
      await this.#reload(view);
    }
    await view.reopen();
  }

  async #encoding(view: View): Promise<void> {
    const session = this.#session;
    const terminal = "as the terminal says";
    const names = [terminal, ...encodingNames()];
    const chosen = this.#card.encoding ?? terminal;
    const name = await pickOne(
      session,
      "profile",
      "Which characters does it know?",
      names,
      chosen,
    );
    if (name !== undefined) {
      const encoding = name === terminal ? undefined : findEncoding(name)?.name;
      await this.#card.user.setAttribute(ENCODING_ATTRIBUTE, encoding);
      if (this.#own) session.setEncoding(encoding ?? session.profile.encoding);
      await this.#reload(view);
    }
    await view.reopen();
  }

  async #groups(view: View): Promise<void> {
    const before = this.#card.view.groups;
    const typed = await view.ask("Groups, between commas:", {
      maxLength: MAX_GROUPS,
      value: before.join(", "),
    });
    if (typed === undefined) return;
    const groups = [...new Set(typed.toLowerCase().split(/[\s,]+/).filter((word) => word !== ""))];
    const wrong = groups.find((group) => !GROUP.test(group));
    if (wrong !== undefined) {
      view.message = `A group is a word of small letters, not "${clean(wrong, 40)}".`;
      return;
    }
    if (this.#own && before.includes("sysop") && !groups.includes("sysop")) {
      if (!await view.confirm("You will be no sysop any more. Sure?")) return;
    }
    await this.#session.updateUser({ groups }, this.#card.view.handle);
    await this.#reload(view);
  }

  /** Goes to who is called so; `*` and `?` stand for anything, and several are listed. */
  async #find(view: View): Promise<void> {
    const typed = (await view.ask("Find (* is anything):", { maxLength: 30 }))?.trim() ?? "";
    if (typed === "") return;
    if (!/[*?]/.test(typed)) return await this.#show(view, typed);
    const pattern = typed.replace(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*").replaceAll("?", ".");
    const fits = new RegExp(`^${pattern}$`, "iu");
    const found = (await loadUsers(this.#session)).map(({ handle }) => handle).filter((handle) =>
      fits.test(handle)
    );
    if (found.length === 0) view.message = `Nobody is called "${clean(typed, 30)}".`;
    if (found.length === 1) await this.#show(view, found[0]!);
    if (found.length < 2) return;
    const handle = await pickOne(this.#session, "profile", `${found.length} users`, found, found[0]!);
    if (handle !== undefined) await this.#show(view, handle);
    await view.reopen();
  }

  /** Goes to the next user, or the one before, around the ends. */
  async #step(view: View, by: 1 | -1): Promise<void> {
    const users = await loadUsers(this.#session);
    const at = users.findIndex(({ handle }) => handle === this.#card.view.handle);
    const next = users.at((at + by) % Math.max(1, users.length));
    if (next !== undefined) await this.#show(view, next.handle);
  }

  /** Deletes the account after a yes and, when it is the own one, its password; answers whether the caller stays. */
  async #delete(view: View): Promise<boolean> {
    const { handle } = this.#card.view;
    const name = cleanHandle(handle);
    if (!this.#own) {
      if (!await view.confirm(`Delete the account of ${name} with everything in it?`)) return true;
      await this.#step(view, 1);
      const gone = await this.#session.call({ verb: "deleteUser", handle });
      view.message = gone ? `The account of ${name} is deleted.` : "That account was gone already.";
      return true;
    }
    if (!await view.confirm("Delete your own account with everything in it?")) return true;
    const password = await view.ask("Your password, to be sure:", { maxLength: MAX_PASSWORD, mask: "*" });
    if (password === undefined || password === "") return true;
    // When the password is right, the host says goodbye by itself.
    const gone = await this.#session.call({ verb: "deleteOwnAccount", password });
    if (!gone) view.message = "That was not your password. Nothing was deleted.";
    return !gone;
  }

  #hint(view: View): string {
    const sysop: [string, string][] = this.#session.isSysop
      ? [["f", "find"], ["<", "before"], [">", "next"], ["g", "groups"]]
      : [];
    return keyHint(view.look, view.columns, [["q", "leave"], ...sysop, ["d", "delete the account"]]);
  }
}

/** Opens the own profile, or for sysops that of `handle`. */
export default async function main(session: Session, handle?: unknown): Promise<void> {
  session.setActivity("looking after the profile");
  const wanted = typeof handle === "string" ? handle : session.handle;
  if (session.user === undefined || session.user.guest || wanted === GUEST_HANDLE) {
    await session.echo("\r\n Guests have no account.\r\n");
    await session.readKey(2000);
    return;
  }
  const card = await loadCard(session, wanted);
  if (card === undefined) {
    await session.echo(`\r\n There is no account "${clean(wanted, 30)}" that you may see.\r\n`);
    await session.readKey(2000);
    return;
  }
  await using _font = await View.font(session, "profile");
  await new Profile(session, card).run();
}
