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
 * All of this is some seventy modules, which a caller's thread holds from the first script on that imports `x84`. A
 * script that everybody runs may import single ones by their path in `lib/`, as those of the built-in board do
 * that lead to its menu: `import { runPager } from "x84/bbs/pager.ts"`. Whatever has a name here may be had so.
 *
 * @module
 */

// The session.
export { Session } from "./lib/bbs/session.ts";
export type { NextEventOptions, Terminal } from "./lib/bbs/session.ts";
export type { SessionEvent, TopicMessage } from "./lib/worker/inbox.ts";
export type { NoticeAnswer, NoticeAnswered, Notices } from "./lib/bbs/notices.ts";
export type {
  CallerAddress,
  CallerProfile,
  ConnectionKind,
  TerminalSize,
} from "./lib/base/caller_profile.ts";
export { disconnect, echo, getSession, gosub, goto } from "./lib/bbs/script.ts";
export { fromCp437, getch, getIni, getTerminal, ropen } from "./lib/bbs/words.ts";

// How a script is left, and what the host refuses.
export { Disconnected, Goto, type Script } from "./lib/worker/signals.ts";
export { BusyError, NotPermittedError, StoreError } from "./lib/base/errors.ts";
export type { NodeNumber, ScriptName } from "./lib/base/brand.ts";

// The other callers.
export {
  type Answers,
  BROADCAST_TOPIC,
  type Call,
  type CallOf,
  type Invitation,
  INVITATION_ANSWER_TOPIC,
  INVITATION_TOPIC,
  type InvitationAnswer,
  type InvitationKind,
  PRESENCE_TOPIC,
  type UserChanges,
  type Verb,
} from "./lib/wire/calls.ts";
export type { ResetOutcome } from "./lib/wire/reset_calls.ts";
export {
  type Application,
  type ApplicationFault,
  GUEST_HANDLE,
  type KeyView,
  type PublicUser,
  type SessionView,
  SYSOP_GROUP,
  type UserView,
} from "./lib/wire/users.ts";
export {
  type BanView,
  MAX_BAN,
  MAX_LOG_TAIL,
  type SettingView,
  TELL_TOPIC,
  type Told,
} from "./lib/wire/people_calls.ts";

// Users, groups, messages.
export { findUser, getUser, listUsers, User } from "./lib/bbs/user.ts";
export { Group } from "./lib/bbs/group.ts";
export {
  countMsgs,
  getMsg,
  layOutThread,
  listMsgs,
  listPrivmsgs,
  listTags,
  markMsgsRead,
  Msg,
  searchMsgs,
  type ThreadEntry,
} from "./lib/bbs/msg.ts";
export type { HostCaller } from "./lib/bbs/host_caller.ts";
export {
  type Message,
  MESSAGE_LIMITS,
  type MessageCount,
  type MessageHeader,
  type MessageHit,
  type MessagePage,
  type MessageQuery,
  type MessageRevision,
  type MessageScope,
  NEW_MESSAGE_TOPIC,
  type NewMessage,
  PUBLIC_TAG,
  type TagCount,
} from "./lib/wire/message_base.ts";

// The world outside.
export {
  boardStatus,
  irc,
  listArea,
  readAreaChunk,
  readAreaFile,
  type WorldCaller,
} from "./lib/bbs/world.ts";
export {
  type AreaChunk,
  type AreaEntry,
  type BoardStatus,
  IRC_TOPIC,
  type IrcAnswer,
  type IrcCommand,
  type IrcEvent,
  isAreaName,
  isIrcChannel,
  isIrcTarget,
  MAX_IRC_TEXT,
} from "./lib/wire/world_calls.ts";
export { type ReadPiece, readZipDirectory, readZipEntry, type ZipEntry } from "./lib/bbs/zip_reader.ts";
export { type Feed, type FeedEntry, parseFeed } from "./lib/text/feed.ts";
export { type HtmlText, type HtmlTextOptions, htmlToText } from "./lib/text/html_text.ts";
export { decodeMirc, encodeMirc } from "./lib/text/mirc_codes.ts";

// The database.
export {
  DBProxy,
  type DBProxyOptions,
  type EntriesOptions,
  type TableTransaction,
  type Transaction,
} from "./lib/bbs/db_proxy.ts";

// The web.
export { type FetchedPage, FetchError, type FetchOptions } from "./lib/bbs/fetched_page.ts";
export type { FetchErrorCode, FetchMethod } from "./lib/wire/fetch_calls.ts";

// Other boards.
export {
  type OpenTelnetOptions,
  type TelnetCaller,
  TelnetConnection,
  TelnetError,
} from "./lib/bbs/telnet_connection.ts";
export {
  REMOTE_TOPIC,
  type RemoteEnd,
  type RemoteErrorCode,
  type RemoteHost,
} from "./lib/wire/remote_calls.ts";
export { TerminalGuard } from "./lib/text/terminal_guard.ts";

// Widgets.
export { clearScreen, type FrameCursor, leftMargin, paintFrame, type Screen } from "./lib/bbs/screen.ts";
export { type Box, centerBox, containsBox, insetBox, wholeScreen } from "./lib/bbs/box.ts";
export { type Border, type BorderGlyphs, type BorderName, BORDERS } from "./lib/bbs/border.ts";
export { KeyBindings, keyLabel, type KeySet } from "./lib/bbs/key_set.ts";
export { type Frame, putText, Region } from "./lib/bbs/region.ts";
export {
  mergeStyles,
  type RunHooks,
  type RunOptions,
  runWidget,
  Widget,
  type WidgetOptions,
  type WidgetState,
} from "./lib/bbs/widget.ts";
export {
  type Alignment,
  AnsiWindow,
  type AnsiWindowOptions,
  WINDOW_COLORS,
  type WindowColors,
} from "./lib/bbs/ansi_window.ts";
export {
  LINE_KEYS,
  type LineAction,
  LineEditor,
  type LineEditorOptions,
  type LineState,
  readLine,
  type ReadLineOptions,
} from "./lib/bbs/line_editor.ts";
export { LINE_EDIT_KEYS, type LineEdit } from "./lib/bbs/line_buffer.ts";
export { LineHistory } from "./lib/bbs/line_history.ts";
export {
  runScrollingEditor,
  type RunScrollingEditorOptions,
  SCROLLING_COLORS,
  SCROLLING_KEYS,
  type ScrollingAction,
  type ScrollingColors,
  ScrollingEditor,
  type ScrollingEditorOptions,
} from "./lib/bbs/scrolling_editor.ts";
export {
  EDITOR_COLORS,
  type EditorColors,
  type EditorMode,
  FullEditor,
  type FullEditorOptions,
  runFullEditor,
  type RunFullEditorOptions,
} from "./lib/bbs/full_editor.ts";
export {
  EDITOR_COMMANDS,
  EDITOR_HELP,
  EDITOR_KEYS,
  type EditorAction,
  type EditorCommand,
} from "./lib/bbs/editor_keys.ts";
export { EditBuffer, type EditBufferOptions, type TextPosition } from "./lib/bbs/edit_buffer.ts";
export { isQuoted, type QuoteOptions, quoteText } from "./lib/bbs/quote.ts";
export {
  Lightbar,
  LIGHTBAR_COLORS,
  LIGHTBAR_KEYS,
  type LightbarAction,
  type LightbarColors,
  type LightbarItem,
  type LightbarOptions,
  type LightbarPosition,
  runLightbar,
  type RunLightbarOptions,
} from "./lib/bbs/lightbar.ts";
export {
  Pager,
  PAGER_COLORS,
  PAGER_KEYS,
  type PagerAction,
  type PagerColors,
  type PagerOptions,
  runPager,
  type RunPagerOptions,
} from "./lib/bbs/pager.ts";
export {
  runSelector,
  type RunSelectorOptions,
  Selector,
  SELECTOR_COLORS,
  SELECTOR_KEYS,
  type SelectorAction,
  type SelectorColors,
  type SelectorOptions,
} from "./lib/bbs/selector.ts";
export {
  Form,
  FORM_COLORS,
  FORM_KEYS,
  type FormAction,
  type FormColors,
  type FormFault,
  type FormField,
  type FormOptions,
  type FormValues,
  runForm,
  type RunFormOptions,
} from "./lib/bbs/form.ts";
export {
  PROGRESS_COLORS,
  PROGRESS_GLYPHS,
  ProgressBar,
  type ProgressBarOptions,
  type ProgressColors,
  type ProgressGlyphs,
  type ReportProgress,
  runProgressBar,
  type RunProgressBarOptions,
} from "./lib/bbs/progress_bar.ts";
export { askYesNo, pressAnyKey } from "./lib/bbs/prompts.ts";
export { showPages, type ShowPagesOptions } from "./lib/bbs/more_prompt.ts";
export {
  Menu,
  MENU_COLORS,
  MENU_KEYS,
  type MenuAction,
  type MenuColors,
  type MenuOptions,
  runMenu,
  type RunMenuOptions,
} from "./lib/bbs/menu.ts";
export {
  findItem,
  layOutMenu,
  type MenuItem,
  type MenuLayoutOptions,
  type MenuStep,
  stepInMenu,
} from "./lib/bbs/menu_layout.ts";
export {
  type ArtFontOptions,
  type ArtScreen,
  artWidth,
  framedLines,
  readArt,
  type ReadArtOptions,
  showArt,
  type ShowArtOptions,
} from "./lib/bbs/art_show.ts";
export { type FileLister, findFiles, pickFile } from "./lib/bbs/file_path.ts";
export { viewArt } from "./lib/bbs/art_viewer.ts";

// The terminal.
export {
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
export type { CursorPosition } from "./lib/bbs/cursor_position.ts";
export type { Capabilities } from "./lib/text/capabilities.ts";
export { type ColorDepth, type ColorOptions, reduceColors } from "./lib/text/color_depth.ts";
export { isSyncTermFont, SYNCTERM_FONTS, syncTermFont } from "./lib/text/syncterm_fonts.ts";
export { encodingNames, findEncoding, getEncoding } from "./lib/text/encodings.ts";
export { loadCodePages } from "./lib/text/code_pages.ts";
export type { EncodeOptions, Encoding, IncrementalDecoder } from "./lib/text/encoding.ts";

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
export * from "./lib/text/colors.ts";
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
export { Dropfile, type DropfileFacts, type DropfileType } from "./lib/text/dropfile.ts";
export { Door, DoorError, type DoorOptions, DOSDoor, listDoors } from "./lib/bbs/door.ts";
export type { DoorEnd, DoorErrorCode, DoorManner, DoorView } from "./lib/wire/door_calls.ts";
export { dropfileFacts, type DropfileSource } from "./lib/bbs/dropfile_facts.ts";
export { type Art, type ArtOptions, renderArt } from "./lib/text/art.ts";
export { ArtCanvas, type CellColor, type Pen } from "./lib/text/art_canvas.ts";
export { canvasLine, type CanvasLineOptions, canvasLines } from "./lib/text/canvas_lines.ts";
export { readSauce, type SaucedFile, type SauceRecord } from "./lib/text/sauce.ts";
export { timeAgo, timeago } from "./lib/text/time_ago.ts";
export type { Key, MouseReport } from "./lib/text/keys.ts";
export type { KeyName } from "./lib/text/key_table.ts";
