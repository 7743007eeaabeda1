/**
 * What a caller is writing: the fields of a message and its words, kept in his attribute `msg_draft` while he types.
 * Whoever loses his line finds it the next time.
 *
 * @module
 */

import { type Msg, Pager, quoteText, sanitizeText, type Session, stripPipe, User } from "x84";
import { refusal } from "./people.ts";
import { type Hint, Pane } from "./pane.ts";
import { ago, plain, readingColors, stamp, titleHead } from "./reading.ts";
import { shownTags } from "./msg_words.ts";

/** A message as far as it is written. */
export interface Draft {
  /** A handle, `@group`, or `""` for everybody. */
  readonly to: string;
  readonly subject: string;
  /** With `public` everybody may read it. */
  readonly tags: readonly string[];
  readonly body: string;
  /** The message that it answers. */
  readonly parent?: number;
  /** What stood there before a word was written; that alone is not worth posting. */
  readonly begun: string;
}

const ATTRIBUTE = "msg_draft";

/** What is kept, and when it was. */
interface Kept extends Draft {
  readonly time: number;
}

/** A draft with nothing in it yet but what is given. */
export function newDraft(given: Partial<Draft> = {}): Draft {
  return { to: "", subject: "", tags: [], body: "", begun: "", ...given };
}

/**
 * An answer: to all who could read the message, or to its author alone. To who has no account it is for everybody, but
 * not what answers private mail.
 */
export async function replyDraft(session: Session, msg: Msg, secretly: boolean): Promise<Draft> {
  const begun = `${quoteText(stripPipe(msg.body), { author: plain(msg.author, 64) })}\n\n`;
  const answer = msg.reply();
  return {
    to: secretly || !msg.isPublic || await isThere(session, answer.recipient) ? answer.recipient ?? "" : "",
    subject: /^re:/i.test(msg.subject) ? msg.subject : `Re: ${msg.subject}`,
    tags: secretly ? shownTags(msg.tags) : [...answer.tags],
    body: begun,
    begun,
    ...(msg.id === undefined ? {} : { parent: msg.id }),
  };
}

async function isThere(session: Session, name: string | undefined): Promise<boolean> {
  return name === undefined || name.startsWith("@") || await User.find(name, session) !== undefined;
}

/** A message handed on to somebody who is yet to be named. */
export function forwardDraft(msg: Msg): Draft {
  const from = `${plain(msg.author, 64)}, ${stamp(msg.saved ?? msg.created)}`;
  const body = `---- from ${from} ----\n${sanitizeText(msg.body)}\n---- end ----\n\n`;
  return newDraft({ subject: `Fwd: ${msg.subject.replace(/^fwd: /i, "")}`, body });
}

/** Keeps a draft. A board that has no room for it does not stop whoever writes. */
export async function keepDraft(session: Session, draft: Draft): Promise<void> {
  try {
    await session.setAttribute(ATTRIBUTE, { ...draft, time: Date.now() } satisfies Kept);
  } catch (error) {
    session.log("warn", `Cannot keep a draft: ${refusal(error)}`);
  }
}

/** Forgets the draft. */
export async function dropDraft(session: Session): Promise<void> {
  await session.setAttribute(ATTRIBUTE, undefined);
}

async function keptDraft(session: Session): Promise<Kept | undefined> {
  const kept = await session.getAttribute<Partial<Kept> | null>(ATTRIBUTE);
  if (typeof kept !== "object" || kept === null || typeof kept.body !== "string") return undefined;
  return {
    to: String(kept.to ?? ""),
    subject: String(kept.subject ?? ""),
    tags: Array.isArray(kept.tags) ? kept.tags.map(String) : [],
    body: kept.body,
    begun: String(kept.begun ?? ""),
    time: Number(kept.time ?? 0),
    ...(typeof kept.parent === "number" ? { parent: kept.parent } : {}),
  };
}

/**
 * Shows a draft that was left behind, if there is one, and asks what shall become of it. Answers it when the caller
 * wants to go on with it, and `"later"` when it stays where it is: there is room for one only.
 */
export async function offerDraft(session: Session): Promise<Draft | "none" | "later"> {
  const kept = await keptDraft(session);
  if (kept === undefined) return "none";
  const to = kept.to === "" ? "everybody" : plain(kept.to, 64);
  const hints: Hint[] = [["c", "continue"], ["d", "throw away"], ["q", "keep for later"]];
  const pager = new Pager({ content: sanitizeText(kept.body) });
  const pane = new Pane<"continue" | "drop" | "later">(session, pager, {
    head: () => [
      ...titleHead(session, "A message that was not finished"),
      ...[`To: ${to}`, `Subject: ${plain(kept.subject)}`, ""].map((line) => ` ${line}`),
    ],
    status: () => `You wrote this ${ago(kept.time)}.`,
    hints: () => hints,
    keyStyle: readingColors(session).key,
    keys: { continue: ["c", "enter"], drop: ["d", "D"], later: ["q", "Q", "escape", "l"] },
  });
  for (;;) {
    await pane.paint();
    const action = await pane.next();
    if (action === "continue") return kept;
    if (action !== "drop") return "later";
    if (await pane.sure("Really throw it away?")) {
      await dropDraft(session);
      return "none";
    }
  }
}
