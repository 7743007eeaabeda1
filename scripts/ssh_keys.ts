/**
 * The SSH keys of an account: listed, added, removed. Whether a line is a key is for the host to say.
 *
 * @module
 */

import {
  clip,
  justifyLeft,
  type KeyView,
  leftMargin,
  Lightbar,
  type Session,
  style,
  type User,
  wrap,
} from "x84";
import { clean, cleanHandle, refusal } from "./people.ts";
import { keyHint, View } from "./view.ts";

/** Characters of a public key's line that can be pasted; RSA with 16384 bits has 2800. */
const MAX_LINE = 4096;

/** Lets the caller look after the keys of an account until he leaves. */
export async function editKeys(session: Session, user: User): Promise<void> {
  let keys = await user.listKeys();
  const bar = new Lightbar<KeyView>({ items: [] });
  const view = await View.open(session, {
    section: "profile",
    fieldStyle: session.setting("profile", "color_field_edit"),
    rowsBelow: 12,
    draw(view, rows) {
      const width = Math.min(79, view.columns - 1);
      bar.place({ top: 0, left: 0, width, height: Math.max(1, Math.floor((rows - 2) / 2)) }, session);
      bar.update(keys.map((key) => ({ key, text: "" })));
      const { row } = bar.position;
      const items = bar.visibleItems.flatMap(({ key }, i) => {
        const name = justifyLeft(clip(` ${clean(key.comment, 60) || "(no comment)"}`, width), width);
        const print = `   ${clean(key.type, 40).replace("ecdsa-sha2-", "")} ${clean(key.fingerprint, 60)}`;
        return [
          i === row ? style(view.look.bar, name) : style(view.look.highlight, name),
          style(view.look.lowlight, clip(print, width)),
        ];
      });
      const none = wrap(
        "There is none. With one you log in by ssh without a password.",
        Math.max(1, width - 1),
      );
      const margin = " ".repeat(leftMargin(session));
      return [
        ` ${style(view.look.highlight, `SSH keys of ${cleanHandle(user.handle)}`)}`,
        "",
        ...(keys.length === 0 ? none.map((line) => ` ${line}`) : items),
      ].map((line) => margin + line);
    },
    hint: (view) => keyHint(view.look, view.columns, [["q", "leave"], ["a", "add"], ["r", "remove"]]),
  });
  for (;;) {
    const event = await view.next();
    if (event?.type !== "key") continue;
    const { key } = event;
    if (key.text === "q" || key.text === "Q" || key.name === "escape") return;
    const chosen = bar.selection?.key;
    if (key.text === "a") {
      const line = await view.ask("The line of the .pub file:", { maxLength: MAX_LINE });
      if (line !== undefined && line.trim() !== "") await add(view, user, line.trim());
    } else if ((key.text === "r" || key.text === "d") && chosen !== undefined) {
      const name = clean(chosen.comment, 40) || chosen.fingerprint.slice(0, 20);
      if (await view.confirm(`Remove "${name}"?`)) {
        view.message = await user.removeKey(chosen.fingerprint)
          ? "The key is removed."
          : "It was gone already.";
      }
    } else if (key.name !== "enter") {
      bar.push(key);
    }
    keys = await user.listKeys();
    await view.paint();
  }
}

async function add(view: View, user: User, line: string): Promise<void> {
  try {
    const key = await user.addKey(line);
    view.message = `Added ${clean(key.fingerprint, 60)}`;
  } catch (error) {
    view.message = refusal(error);
  }
}
