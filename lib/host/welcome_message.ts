/**
 * The first message of a message base: words of welcome, so that nobody finds an empty board. The keys in it are those
 * of the default board.
 *
 * @module
 */

/** What it is about, and how it is tagged. */
export const WELCOME_SUBJECT = "Welcome aboard";
export const WELCOME_TAG = "introductions";

/** Its words; pipe codes colour them. */
export function welcomeText(bbsname: string): string {
  return [
    `|15Welcome to the message area of ${bbsname.replaceAll("|", "||")}.|07`,
    "",
    "Everybody who has an account can write here. In the list of areas:",
    "",
    "  |11p|07   post to everybody",
    "  |11w|07   write to one of us, or a @group",
    "  |11r|07   answer what you are reading",
    "",
    "Words like |11introductions|07 are tags: put one or more on what you write, and others find it. With |11c|07 you " +
    "choose the tags that you want to read.",
    "",
    "Why not answer this one and tell who you are, and how you found us?",
  ].join("\n");
}
