import assert from "node:assert/strict";
import { type Mail, mailSection, type MailSettings, sendBySmtp } from "../../../lib/host/mailer.ts";
import { SmtpServer } from "../../fakes/smtp_server.ts";
import { valuesOf } from "../../fakes/test_board.ts";

const MAIL: Mail = {
  to: "alice@example.org",
  fromName: "Night Owl",
  subject: "Your code",
  text: "The code is:\n.\nABC\n",
};

function settings(port: number, changes: Partial<MailSettings> = {}): MailSettings {
  return valuesOf(mailSection, {
    smtp_host: "127.0.0.1",
    smtp_port: port,
    from: "bbs@example.org",
    ...changes,
  });
}

Deno.test("sendBySmtp() hands a mail to the server of [mail]", async () => {
  await using server = new SmtpServer();
  await sendBySmtp(MAIL, settings(server.port));
  assert.equal(server.mails.length, 1);
  const { from, to, data } = server.mails[0]!;
  assert.deepEqual([from, to], ["bbs@example.org", ["alice@example.org"]]);
  assert.match(data, /^From: Night Owl <bbs@example\.org>$/m);
  assert.match(data, /^Subject: Your code$/m);
  assert.match(data, /^Auto-Submitted: auto-generated$/m);
  assert.match(data, /\n\nThe code is:\n\.\nABC/);
  assert.ok(!server.said.some((line) => line.startsWith("AUTH")));
});

Deno.test("sendBySmtp() makes one recipient of one address, and no header of a subject", async () => {
  await using server = new SmtpServer();
  const mail = { ...MAIL, to: "eve,alice@example.org", subject: "x\r\nBcc: eve@example.org" };
  await sendBySmtp(mail, settings(server.port));
  assert.equal(server.mails[0]!.to.length, 1);
  assert.doesNotMatch(server.mails[0]!.data, /^Bcc:/m);
});

Deno.test("sendBySmtp() logs in where a name is given", async () => {
  await using server = new SmtpServer();
  await sendBySmtp(MAIL, settings(server.port, { smtp_user: "bbs", smtp_password: "secret" }));
  const auth = server.said.find((line) => line.startsWith("AUTH PLAIN "))!;
  assert.equal(atob(auth.slice("AUTH PLAIN ".length)), "\0bbs\0secret");
  assert.equal(server.mails.length, 1);
});

Deno.test("sendBySmtp() sends nothing in the clear where starttls is asked for and not offered", async () => {
  await using server = new SmtpServer();
  server.answer = (line) => /^STARTTLS/i.test(line) ? "502 no" : undefined;
  await assert.rejects(sendBySmtp(MAIL, settings(server.port, { smtp_tls: "starttls" })));
  assert.equal(server.mails.length, 0);
});

Deno.test("sendBySmtp() rejects with what the server answers, and when there is none", async () => {
  let port: number;
  {
    await using server = new SmtpServer();
    server.answer = (line) => /^RCPT/i.test(line) ? "550 no such box" : undefined;
    await assert.rejects(sendBySmtp(MAIL, settings(server.port)), /no such box/);
    assert.equal(server.mails.length, 0);
    port = server.port;
  }
  await assert.rejects(sendBySmtp(MAIL, settings(port)));
});
