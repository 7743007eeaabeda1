/**
 * Writing a message: to whom and about what, then its words, then a look at it as others will see it.
 *
 * @module
 */

import {
  clearScreen,
  type FormFault,
  listTags,
  Msg,
  Pager,
  paintFrame,
  PUBLIC_TAG,
  runForm,
  sanitizeText,
  type Session,
  style,
  User,
} from "x84";
import { refusal } from "./people.ts";
import { type Draft, dropDraft, keepDraft, offerDraft } from "./msg_draft.ts";
import { parseTags, shownTags } from "./msg_words.ts";
import { pageBox, Pane, readSoFar } from "./pane.ts";
import { isEmptyText, plain, readingColors, rule, titleHead } from "./reading.ts";
import { writeText } from "./text_editor.ts";

/** What became of a message. */
export type Composed =
  | { readonly type: "posted"; readonly id: number }
  | { readonly type: "dropped"; readonly message: string };

/** Users that are looked through for a handle like one that nobody has. */
const LOOKED_AT = 2000;
/** Tags that are suggested. */
const SUGGESTED = 8;

const DROPPED: Composed = { type: "dropped", message: "Nothing was posted." };
const LATER: Composed = { type: "dropped", message: "What you have begun is kept for later." };

/**
 * Lets the caller write and post what is new; but first what he has left unfinished, for there is one draft only.
 * `fields` says whether he is asked for recipient, subject and tags first.
 */
export async function composeNew(session: Session, draft: Draft, fields: boolean): Promise<Composed> {
  const left = await offerDraft(session);
  if (left === "later") return LATER;
  return left === "none" ? await compose(session, draft, fields) : await compose(session, left, false);
}

/** Lets the caller write and post. `fields` says whether he is asked for recipient, subject and tags first. */
export async function compose(session: Session, draft: Draft, fields: boolean): Promise<Composed> {
  session.setActivity("writing a message");
  let now: Draft | undefined = fields ? await askFields(session, draft) : draft;
  if (now === undefined) return DROPPED;
  // Who leaves before the first word finds his fields again, too.
  if (fields) await keepDraft(session, now);
  for (;;) {
    const written = await write(session, now);
    if (written === "left") return LATER;
    if (written === undefined) {
      await dropDraft(session);
      return DROPPED;
    }
    now = written;
    for (;;) {
      const answer = await preview(session, now);
      if (typeof answer !== "string") return answer;
      if (answer === "edit") break;
      now = await askFields(session, now) ?? now;
      await keepDraft(session, now);
    }
  }
}

/** Answers the draft with its words; `undefined` when the caller threw it away, or there are none. */
async function write(session: Session, draft: Draft): Promise<Draft | "left" | undefined> {
  const written = await writeText(session, {
    content: draft.body,
    colors: { quote: readingColors(session).lowlight },
    maxLength: 60_000,
    head: () => [...headOf(session, draft).slice(0, 2), ""],
    keep: (text) => keepDraft(session, { ...draft, body: text }),
  });
  await clearScreen(session);
  if (written.type === "left") return "left";
  if (written.type === "dropped" || isEmptyText(written.text, draft.begun)) return undefined;
  return { ...draft, body: written.text };
}

function headOf(session: Session, draft: Draft): string[] {
  const { lowlight } = readingColors(session);
  const margin = " ".repeat(pageBox(session).left + 1);
  const row = (label: string, text: string) => `${margin}${style(lowlight, label.padEnd(6))}${text}`;
  const isPublic = draft.to === "" || draft.tags.includes(PUBLIC_TAG);
  const to = draft.to === "" ? "everybody" : plain(draft.to, 64);
  const who = draft.to === "" ? "" : isPublic ? " (everybody may read it)" : " (private)";
  return [
    row("To", to + who),
    row("Subj", plain(draft.subject)),
    row("Tags", shownTags(draft.tags).join(", ")),
  ];
}

/** Shows the message as it will look. Answers what became of it, or where the caller wants to go back to. */
async function preview(session: Session, draft: Draft): Promise<Composed | "edit" | "fields"> {
  const pager = new Pager({ content: sanitizeText(draft.body, { maxLength: 65_536 }) });
  const pane = new Pane<"post" | "edit" | "fields" | "drop" | "leave">(session, pager, {
    head: () => [...headOf(session, draft), rule(session)],
    status: () => readSoFar(pager) || "This is how it will look.",
    hints: () => [["Enter", "post it"], ["e", "edit"], ["h", "head"], ["d", "throw away"], ["q", "later"]],
    keyStyle: readingColors(session).key,
    keys: {
      post: ["p", "enter"],
      edit: ["e"],
      fields: ["h"],
      drop: ["d", "D"],
      leave: ["q", "Q", "escape"],
    },
  });
  await clearScreen(session);
  for (;;) {
    await pane.paint();
    const action = await pane.next();
    if (action === "fields" || action === "edit") return action;
    if (action === "leave" || action === undefined) {
      await keepDraft(session, draft);
      return LATER;
    }
    if (action === "drop") {
      if (!await pane.sure("Throw it away?")) continue;
      await dropDraft(session);
      return DROPPED;
    }
    try {
      const msg = new Msg(draft.to === "" ? undefined : draft.to, draft.subject, draft.body, session);
      msg.tags = new Set(draft.tags);
      msg.parent = draft.parent;
      await msg.save();
      await dropDraft(session);
      return { type: "posted", id: msg.id! };
    } catch (error) {
      pane.message = refusal(error);
    }
  }
}

/** Asks for recipient, subject and tags. Answers `undefined` for Escape. */
async function askFields(session: Session, draft: Draft): Promise<Draft | undefined> {
  const known = (await listTags(session)).filter(({ tag }) => tag !== PUBLIC_TAG)
    .toSorted((a, b) => b.all - a.all).slice(0, SUGGESTED).map(({ tag }) => plain(tag, 30));
  const colors = readingColors(session);
  const top = () => titleHead(session, draft.parent === undefined ? "A new message" : "An answer");
  const hint = () =>
    `${" ".repeat(pageBox(session).left + 1)}${style(colors.lowlight, "Enter goes on, Esc leaves")}`;
  const frame = () =>
    paintFrame(session, [...top(), ...Array<string>(6).fill(""), hint()].slice(0, session.rows));
  await clearScreen(session);
  await frame();
  const filled = await runForm(session, {
    fields: [
      {
        name: "to",
        label: "To",
        value: draft.to,
        maxLength: 64,
        hint: "A handle or @group; blank for all",
      },
      {
        name: "subject",
        label: "Subject",
        value: draft.subject,
        maxLength: session.numberSetting("msg", "max_subject", 40),
        validate: (subject) => subject.trim() === "" ? "What is it about?" : undefined,
      },
      {
        name: "tags",
        label: "Tags",
        value: shownTags(draft.tags).join(" "),
        maxLength: 200,
        hint: known.length === 0 ? "Words like introductions; blank for none" : `As in: ${known.join(" ")}`,
      },
    ],
    colors: { label: colors.lowlight },
    box: () => {
      const { left, width } = pageBox(session);
      const height = Math.max(1, Math.min(6, session.rows - top().length));
      return { top: top().length, left: left + 1, width: Math.max(1, width - 2), height };
    },
    onEvent: async () => {
      await frame();
      return true;
    },
    check: ({ to }) => checkRecipient(session, to),
  });
  await clearScreen(session);
  if (filled === undefined) return undefined;
  const tags = parseTags(filled.tags).filter((tag) => tag !== PUBLIC_TAG);
  const to = filled.to.trim();
  // An answer to something public stays so; whoever writes "public" beside a name means an open letter.
  const open = draft.tags.includes(PUBLIC_TAG) || parseTags(filled.tags).includes(PUBLIC_TAG);
  return {
    ...draft,
    to,
    subject: filled.subject.trim(),
    tags: to === "" || open ? [...tags, PUBLIC_TAG] : tags,
  };
}

/** What is wrong with a recipient; the host has the last word, on groups too. */
async function checkRecipient(session: Session, typed: string): Promise<FormFault<"to"> | undefined> {
  const to = typed.trim();
  if (to === "" || to.startsWith("@")) return undefined;
  if (await User.find(to, session) !== undefined) return undefined;
  const like = await similarHandles(session, to);
  const hint = like.length === 0 ? "" : `; did you mean ${like.join(" or ")}?`;
  return { field: "to", message: `There is no "${plain(to, 30)}"${hint}` };
}

/** Handles that somebody may have meant. */
async function similarHandles(session: Session, typed: string): Promise<string[]> {
  const wanted = typed.toLowerCase();
  const found: [distance: number, handle: string][] = [];
  let looked = 0;
  for await (const { handle } of User.list(session)) {
    const name = handle.toLowerCase();
    const near = name.startsWith(wanted) || wanted.startsWith(name) ? 0 : distance(wanted, name);
    if (near <= Math.max(1, Math.floor(wanted.length / 3))) found.push([near, plain(handle, 30)]);
    if (++looked === LOOKED_AT) break;
  }
  return found.sort(([a], [b]) => a - b).slice(0, 3).map(([, handle]) => handle);
}

/** Levenshtein's distance of two short words. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1]! + Number(a[i - 1] !== b[j - 1]);
      next.push(Math.min(change, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
