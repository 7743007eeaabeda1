/**
 * What scripts of an x84 board are written with.
 *
 * A script is a file in a board's script folder, `NAME.ts`. It exports a function that is run with the caller's
 * session; callers reach it by `goto` and `gosub` from other scripts.
 *
 * ```ts
 * import { askYesNo, clearScreen, readLine, sanitizeLine, type Session, style } from "x84";
 *
 * export default async function main(session: Session) {
 *   await clearScreen(session);
 *   await session.echo(style("bold_cyan", "Guest book") + "\r\n\r\nYour words: ");
 *   const words = await readLine(session, { maxLength: 60 });
 *   if (words === undefined || words === "") return;
 *   if (await askYesNo(session, "\r\nTell everybody?")) {
 *     await session.publish("guestbook", { by: session.handle, words: sanitizeLine(words) });
 *   }
 *   session.goto("main");
 * }
 * ```
 *
 * Whatever another caller typed goes through {@linkcode sanitizeLine} before it is echoed: it could steer the
 * terminal of whoever reads it.
 *
 * @module
 */

// The session.
export { Session } from "./lib/bbs/session.ts";
export type { NextEventOptions, Terminal } from "./lib/bbs/session.ts";
export type { SessionEvent } from "./lib/worker/inbox.ts";
export type {
  CallerAddress,
  CallerProfile,
  ConnectionKind,
  TerminalSize,
} from "./lib/base/caller_profile.ts";
export { disconnect, echo, getSession, gosub, goto } from "./lib/bbs/script.ts";

// The other callers.
export {
  BROADCAST_TOPIC,
  type Invitation,
  INVITATION_ANSWER_TOPIC,
  INVITATION_TOPIC,
  type InvitationAnswer,
  type InvitationKind,
  PRESENCE_TOPIC,
} from "./lib/wire/calls.ts";
export {
  type Application,
  type ApplicationFault,
  GUEST_HANDLE,
  type PublicUser,
  type SessionView,
  SYSOP_GROUP,
  type UserView,
} from "./lib/wire/users.ts";

// The database.
export {
  DBProxy,
  type DBProxyOptions,
  type EntriesOptions,
  type TableTransaction,
  type Transaction,
} from "./lib/bbs/db_proxy.ts";

// Widgets.
export { clearScreen, type FrameCursor, leftMargin, paintFrame, type Screen } from "./lib/bbs/screen.ts";
export {
  LineEditor,
  type LineEditorOptions,
  type LineState,
  readLine,
  type ReadLineOptions,
} from "./lib/bbs/line_editor.ts";
export { askYesNo, pressAnyKey } from "./lib/bbs/prompts.ts";
export { showPages, type ShowPagesOptions } from "./lib/bbs/more_prompt.ts";
export { findItem, layOutMenu, type MenuItem, type MenuOptions } from "./lib/bbs/menu.ts";
export {
  type ArtScreen,
  artWidth,
  framedLines,
  pickFile,
  readArt,
  type ReadArtOptions,
  showArt,
  type ShowArtOptions,
} from "./lib/bbs/art_show.ts";
export { viewArt } from "./lib/bbs/art_viewer.ts";

// The terminal.
export {
  type AskedScreen,
  type DetectOptions,
  detectTerminal,
  type FontScreen,
  fullscreen,
  hiddenCursor,
  keptCursor,
  mouseReports,
  pasteMarks,
  screenFont,
  scrollingRows,
  type TerminalScreen,
  windowTitle,
} from "./lib/bbs/terminal.ts";
export type { Capabilities } from "./lib/text/capabilities.ts";
export { type ColorDepth, reduceColors } from "./lib/text/color_depth.ts";
export { isSyncTermFont, SYNCTERM_FONTS, syncTermFont } from "./lib/text/syncterm_fonts.ts";
export { encodingNames, findEncoding, getEncoding } from "./lib/text/encodings.ts";
export { loadCodePages } from "./lib/text/code_pages.ts";
export type { Encoding, IncrementalDecoder } from "./lib/text/encoding.ts";

// Text.
export * from "./lib/text/sequences.ts";
export {
  bg,
  blink,
  bold,
  type Color,
  type ColorName,
  fg,
  reverse,
  rgb,
  style,
  styleStart,
  underline,
} from "./lib/text/style.ts";
export { isSgr, type Piece, splitSequences, stripSequences } from "./lib/text/ansi.ts";
export {
  center,
  clip,
  displayWidth,
  justifyLeft,
  justifyRight,
  wrap,
  type WrapOptions,
} from "./lib/text/layout.ts";
export { charWidth, type Cluster, clusters, textWidth } from "./lib/text/width.ts";
export { sanitizeLine, type SanitizeOptions, sanitizeText } from "./lib/text/sanitize.ts";
export { decodePipe, encodePipe, stripPipe } from "./lib/text/pipe_codes.ts";
export { type CallerVariables, expandAtCodes } from "./lib/text/at_codes.ts";
export { callerVariables } from "./lib/bbs/caller_variables.ts";
export { type Art, type ArtOptions, renderArt } from "./lib/text/art.ts";
export { ArtCanvas, type CellColor, type Pen } from "./lib/text/art_canvas.ts";
export { canvasLine, type CanvasLineOptions, canvasLines } from "./lib/text/canvas_lines.ts";
export type { SauceRecord } from "./lib/text/sauce.ts";
export { timeAgo } from "./lib/text/time_ago.ts";
export type { Key, MouseReport } from "./lib/text/keys.ts";
export type { KeyName } from "./lib/text/key_table.ts";
