/**
 * Sends mail through the SMTP server of section `[mail]`. The library for it is loaded when the first mail is sent.
 *
 * @module
 */

import { flag, integer, oneOf, section, type SectionValues, text } from "../base/setting.ts";

/** Section `[mail]`: how the board sends mail. */
export const mailSection = section("mail", "Mail that the board sends, by SMTP.", {
  smtp_host: {
    type: text,
    default: "localhost",
    help: "The SMTP server that takes the board's mail.",
    live: true,
  },
  smtp_port: {
    type: integer(1, 65535),
    default: 25,
    help: "Its port: 25, 587 for submission, 465 for TLS from the first byte.",
    live: true,
  },
  smtp_user: {
    type: text,
    default: "",
    help: "The name to log in with there; blank to send without.",
    live: true,
  },
  smtp_password: {
    type: text,
    default: "",
    help: "The password to log in with there.",
    live: true,
    secret: true,
  },
  smtp_tls: {
    type: oneOf("offered", "starttls", "tls", "none"),
    default: "offered",
    help:
      "With offered, STARTTLS where the server has it, without asking who it is; starttls: always, and its " +
      "certificate must be good; tls: from the first byte, likewise; none: never.",
    live: true,
  },
  smtp_any_certificate: {
    type: flag,
    default: false,
    help: "Whether a certificate that nobody vouches for is good enough.",
    live: true,
  },
  from: {
    type: text,
    default: "x84@localhost",
    help: "The address that the board's mail comes from.",
    live: true,
  },
});

/** The values of `[mail]`. */
export type MailSettings = SectionValues<typeof mailSection>;

/** A mail in plain text. */
export interface Mail {
  /** One address, and nothing but that. */
  readonly to: string;
  /** The name that stands beside the sender's address. */
  readonly fromName: string;
  readonly subject: string;
  readonly text: string;
}

/** Sends one mail; rejects with what went wrong. */
export type SendMail = (mail: Mail, settings: MailSettings) => Promise<void>;

/** Milliseconds for the connection, the greeting and each silence after it. Precedent: half of RFC 5321's shortest. */
const PATIENCE = 60_000;

/** Sends a mail by SMTP. */
export async function sendBySmtp(mail: Mail, settings: MailSettings): Promise<void> {
  // A literal, so that `deno compile` takes the library along.
  const { createTransport } = await import("nodemailer");
  const { smtp_tls: tls, smtp_user: user, smtp_password: pass } = settings;
  const transport = createTransport({
    host: settings.smtp_host,
    port: settings.smtp_port,
    secure: tls === "tls",
    requireTLS: tls === "starttls",
    ignoreTLS: tls === "none",
    tls: { rejectUnauthorized: tls !== "offered" && !settings.smtp_any_certificate },
    ...(user === "" ? {} : { auth: { user, pass } }),
    connectionTimeout: PATIENCE,
    greetingTimeout: PATIENCE,
    socketTimeout: PATIENCE,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    // Addresses as objects are not taken apart: a comma in one does not make two of it.
    await transport.sendMail({
      from: { name: mail.fromName, address: settings.from },
      to: { name: "", address: mail.to },
      subject: mail.subject,
      text: mail.text,
      headers: { "Auto-Submitted": "auto-generated" },
    });
  } finally {
    transport.close();
  }
}
