/**
 * What a script may ask of the host, as one closed union: a verb and its arguments, and the answer of each verb.
 *
 * The host looks a verb up in a fixed table; nothing is found by a name that a Worker chose.
 *
 * @module
 */

import type { AccountAnswers, AccountCall } from "./account_calls.ts";
import type { DoorAnswers, DoorCall } from "./door_calls.ts";
import type { FetchAnswers, FetchCall } from "./fetch_calls.ts";
import type { MessageAnswers, MessageCall } from "./message_calls.ts";
import type { RemoteAnswers, RemoteCall } from "./remote_calls.ts";
import type { ResetAnswers, ResetCall } from "./reset_calls.ts";
import { type PeopleAnswers, type PeopleCall, TELL_TOPIC } from "./people_calls.ts";
import type { Application, ApplicationFault, PublicUser, SessionView, UserView } from "./users.ts";
import type { WorldAnswers, WorldCall } from "./world_calls.ts";

/** A kind of invitation that one session may send another. */
export type InvitationKind = "chat" | "page" | "game";
/** The kinds of invitations there are. */
export const INVITATION_KINDS: readonly InvitationKind[] = ["chat", "page", "game"];

/** Topic on which invitations arrive; its data is an {@linkcode Invitation}. */
export const INVITATION_TOPIC = "invitation";
/** Topic on which the answer to an invitation arrives; its data is an {@linkcode InvitationAnswer}. */
export const INVITATION_ANSWER_TOPIC = "invitation.answer";
/** Topic on which a sysop's broadcast arrives; its data is `{ text: string }`. */
export const BROADCAST_TOPIC = "broadcast";
/** Topic on which arrivals and departures are told; its data is `{ handle, node, event: "arrived" | "left" }`. */
export const PRESENCE_TOPIC = "presence";

/** Topics that every session hears, once its caller has logged in, without subscribing. */
export const HEARD_BY_ALL: readonly string[] = [
  BROADCAST_TOPIC,
  INVITATION_TOPIC,
  INVITATION_ANSWER_TOPIC,
  TELL_TOPIC,
];

/** Somebody asks a session to do something together. */
export interface Invitation {
  readonly id: number;
  readonly kind: InvitationKind;
  readonly from: string;
  readonly handle: string;
}

/** What became of an invitation. */
export interface InvitationAnswer {
  readonly id: number;
  readonly accepted: boolean;
  readonly by: string;
}

/** A question to the host. */
export type Call =
  // Logging in. Only while nobody is logged in.
  | { readonly verb: "authenticate"; readonly handle: string; readonly password: string }
  | { readonly verb: "enterAsGuest" }
  | { readonly verb: "checkHandle"; readonly handle: string }
  | { readonly verb: "apply"; readonly application: Application }
  // Accounts. Others' accounts need the sysop group.
  | { readonly verb: "getUser"; readonly handle: string }
  | { readonly verb: "listUsers"; readonly after: string; readonly limit: number }
  | { readonly verb: "updateUser"; readonly handle: string; readonly changes: UserChanges }
  | { readonly verb: "changePassword"; readonly old: string; readonly password: string }
  | { readonly verb: "getAttribute"; readonly handle: string; readonly name: string }
  | {
    readonly verb: "setAttribute";
    readonly handle: string;
    readonly name: string;
    readonly value: string | undefined;
  }
  // Presence.
  | { readonly verb: "listSessions" }
  | { readonly verb: "setActivity"; readonly text: string }
  | { readonly verb: "setIdleLimit"; readonly seconds: number }
  | { readonly verb: "disconnectSession"; readonly target: string; readonly reason: string }
  // Events.
  | { readonly verb: "subscribe"; readonly topic: string }
  | { readonly verb: "unsubscribe"; readonly topic: string }
  | {
    readonly verb: "publish";
    readonly topic: string;
    readonly data: string;
    readonly target: string | undefined;
  }
  | { readonly verb: "broadcast"; readonly text: string }
  | { readonly verb: "invite"; readonly target: string; readonly kind: InvitationKind }
  | { readonly verb: "answerInvitation"; readonly id: number; readonly accept: boolean }
  // Locks.
  | { readonly verb: "acquireLock"; readonly name: string; readonly stale: number | undefined }
  | { readonly verb: "releaseLock"; readonly name: string }
  // Messages, groups, keys.
  | MessageCall
  | AccountCall
  | ResetCall
  | PeopleCall
  | WorldCall
  // Programs beside the board.
  | DoorCall
  // The web, and other boards.
  | FetchCall
  | RemoteCall
  // The store: the answer is a port that speaks `kv.ts`.
  | { readonly verb: "openStore" };

/** What a user may change of an account; groups only by a sysop. */
export interface UserChanges {
  readonly location?: string;
  readonly email?: string;
  readonly groups?: readonly string[];
}

/** The answer of each verb. */
export interface Answers
  extends
    MessageAnswers,
    AccountAnswers,
    DoorAnswers,
    FetchAnswers,
    PeopleAnswers,
    RemoteAnswers,
    ResetAnswers,
    WorldAnswers {
  readonly authenticate: UserView | undefined;
  readonly enterAsGuest: UserView | undefined;
  /** A sentence for the caller, `undefined` when the handle may be taken. */
  readonly checkHandle: string | undefined;
  readonly apply: { readonly user: UserView } | { readonly fault: ApplicationFault };
  readonly getUser: UserView | PublicUser | undefined;
  readonly listUsers: readonly PublicUser[];
  readonly updateUser: UserView;
  /** Whether the old password was right. */
  readonly changePassword: boolean;
  /** JSON text. */
  readonly getAttribute: string | undefined;
  readonly setAttribute: undefined;
  readonly listSessions: readonly SessionView[];
  readonly setActivity: undefined;
  readonly setIdleLimit: undefined;
  /** Whether such a session was there. */
  readonly disconnectSession: boolean;
  readonly subscribe: undefined;
  readonly unsubscribe: undefined;
  /** How many sessions it reached. */
  readonly publish: number;
  readonly broadcast: number;
  /** The invitation's id, `undefined` when the target is not there or does not listen. */
  readonly invite: number | undefined;
  readonly answerInvitation: boolean;
  readonly acquireLock: boolean;
  readonly releaseLock: boolean;
  readonly openStore: MessagePort;
}

/** The name of a call. */
export type Verb = Call["verb"];
/** The call with that name. */
export type CallOf<V extends Verb> = Extract<Call, { readonly verb: V }>;
