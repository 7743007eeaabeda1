/**
 * What an account must look like: the `[nua]` section (new user application) and the checks made of it.
 *
 * Each check answers with the text as it is to be stored, or with a sentence for the caller. Nothing here looks into
 * the store, so whether a handle is taken is asked elsewhere.
 *
 * @module
 */

import { flag, integer, list, pattern, section, type SectionValues } from "../base/setting.ts";
import { checkHandle, type HandleVerdict } from "../text/handle_rules.ts";
import { sanitizeLine } from "../text/sanitize.ts";
import { MAX_PASSWORD } from "../wire/limits.ts";
import { type Application, type ApplicationFault, GUEST_HANDLE } from "../wire/users.ts";
import { nuaLook } from "../wire/welcome_settings.ts";
import { scriptName } from "./settings.ts";

/** The rules for new accounts. Names as in x/84. */
export const nuaSection = section("nua", "Applications for an account.", {
  allow_apply: {
    type: flag,
    default: true,
    help: "Whether callers may make accounts for themselves.",
    live: true,
  },
  min_user: { type: integer(1, 30), default: 3, help: "Fewest characters of a handle.", live: true },
  max_user: { type: integer(1, 30), default: 11, help: "Most characters of a handle.", live: true },
  min_pass: {
    type: integer(1, MAX_PASSWORD),
    default: 8,
    help: "Fewest characters of a password (NIST SP 800-63B asks for 8).",
    live: true,
  },
  max_pass: {
    type: integer(1, MAX_PASSWORD),
    default: 64,
    help: "Most characters of a password.",
    live: true,
  },
  max_email: {
    type: integer(0, 100),
    default: 60,
    help: "Most characters of an e-mail address; 0: none is taken.",
    live: true,
  },
  max_location: {
    type: integer(0, 60),
    default: 24,
    help: "Most characters of a location; 0: none is taken.",
    live: true,
  },
  invalid_handles: {
    type: list,
    default: ["sysop", "root", "admin", "guest", "reset", "charset", "system", "host"],
    help: "Handles that nobody may take, in any spelling, beside the names of [matrix].",
    live: true,
  },
  handle_validation: {
    type: pattern,
    default: "^[A-Za-z0-9]{3,11}$",
    help: "What the whole handle must look like.",
    live: true,
  },
  script: { type: scriptName, default: "nua", help: "The script that takes applications.", live: true },
  ...nuaLook,
});

/** Names that mean something at the login prompt, so nobody can be called so. */
export interface LoginWords {
  readonly newcmds: readonly string[];
  readonly byecmds: readonly string[];
  readonly anoncmds: readonly string[];
}

/** A text fit to be stored, or what to tell the caller. */
export type FieldVerdict =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: string };

/** An application fit to be stored, or what is wrong with it. */
export type ApplicationVerdict =
  | { readonly ok: true; readonly application: Application; readonly canonical: string }
  | { readonly ok: false; readonly fault: ApplicationFault };

function refuse(reason: string): { readonly ok: false; readonly reason: string } {
  return { ok: false, reason };
}

/** The board takes no applications. */
export const CLOSED: ApplicationFault = {
  field: "handle",
  message: "This board takes no new users at present",
};
/** Somebody has the handle, or one that looks the same. */
export const TAKEN: ApplicationFault = {
  field: "handle",
  message: "That name is taken, or looks like one that is; please choose another",
};

/** The rules of a board. */
export class AccountRules {
  #settings!: SectionValues<typeof nuaSection>;
  #reserved!: readonly string[];

  constructor(settings: SectionValues<typeof nuaSection>, words: LoginWords) {
    this.configure(settings, words);
  }

  /** Takes changed settings; accounts that there are stay as they are. */
  configure(settings: SectionValues<typeof nuaSection>, words: LoginWords): void {
    this.#settings = settings;
    this.#reserved = [
      GUEST_HANDLE,
      ...settings.invalid_handles,
      ...words.newcmds,
      ...words.byecmds,
      ...words.anoncmds,
    ];
  }

  /** Whether callers may make accounts for themselves. */
  get allowApply(): boolean {
    return this.#settings.allow_apply;
  }

  /** Checks a handle. */
  handle(text: string): HandleVerdict {
    return checkHandle(text, {
      min: this.#settings.min_user,
      max: this.#settings.max_user,
      pattern: this.#settings.handle_validation,
      reserved: this.#reserved,
    });
  }

  /** Checks a new password. It is not changed in any way. */
  password(text: string, handle: string): FieldVerdict {
    const { min_pass, max_pass } = this.#settings;
    const most = Math.min(max_pass, MAX_PASSWORD);
    if (text.length > most) return refuse(`Please choose a password of at most ${most} characters`);
    if (Array.from(text).length < min_pass) {
      return refuse(`Please choose a password of at least ${min_pass} characters`);
    }
    if (!text.isWellFormed() || /\p{Cc}/u.test(text)) {
      return refuse("Please choose a password of characters that can be typed");
    }
    if (text.toLowerCase() === handle.toLowerCase()) {
      return refuse("Please choose a password that is not your name");
    }
    return { ok: true, text };
  }

  /** Checks a location; it may be blank. */
  location(text: string): FieldVerdict {
    return this.#line(text, this.#settings.max_location, "location");
  }

  /** Checks an e-mail address; it may be blank. No more than its form is looked at. */
  email(text: string): FieldVerdict {
    const line = this.#line(text, this.#settings.max_email, "e-mail address");
    if (line.ok && line.text !== "" && !/^[^\s@]+@[^\s@]+$/.test(line.text)) {
      return refuse("Please give an e-mail address with one @, or none");
    }
    return line;
  }

  /** Checks all fields of an application; the first that is wrong is the fault. */
  application(asked: Application): ApplicationVerdict {
    const fault = (field: ApplicationFault["field"], message: string): ApplicationVerdict => {
      return { ok: false, fault: { field, message } };
    };
    const handle = this.handle(asked.handle);
    if (!handle.ok) return fault("handle", handle.reason);
    const location = this.location(asked.location);
    if (!location.ok) return fault("location", location.reason);
    const email = this.email(asked.email);
    if (!email.ok) return fault("email", email.reason);
    const password = this.password(asked.password, handle.handle);
    if (!password.ok) return fault("password", password.reason);
    return {
      ok: true,
      canonical: handle.canonical,
      application: {
        handle: handle.handle,
        password: password.text,
        location: location.text,
        email: email.text,
      },
    };
  }

  /** A line that others may see: what could steer their terminals is taken out, not complained about. */
  #line(text: string, most: number, what: string): FieldVerdict {
    const line = sanitizeLine(text, { pipes: "strip" }).trim();
    if (Array.from(line).length <= most) return { ok: true, text: line };
    return refuse(
      most === 0 ? `Please give no ${what}` : `Please give ${what} of at most ${most} characters`,
    );
  }
}
