// What a program does with nodemailer, against a running sandbox; imapflow looks at what came.
// Environment: IMAPS, SUBMISSION, SUBMISSIONS (ports), CA (file), BAL, SENDER, PASSWORD. Exit 1 at the first step that fails.
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ImapFlow } from 'imapflow';
import nodemailer from 'nodemailer';

const { IMAPS, SUBMISSION, SUBMISSIONS, CA, BAL, SENDER, PASSWORD } = process.env;
const ca = readFileSync(CA);
const photo = randomBytes(300_000);
const sent = [];

async function step(title, action) {
  await action();
  console.log(`held: ${title}`);
}

const transport = (settings) =>
  nodemailer.createTransport({ host: 'localhost', tls: { ca }, auth: { user: SENDER, pass: PASSWORD }, ...settings });
const message = (more = {}) => {
  const subject = `Photo de l’ordonnance n° ${randomUUID()}`;
  return {
    from: { name: 'Dr Éléonore Test', address: SENDER },
    to: BAL,
    subject,
    text: 'Bonjour,\n.\n..point au début de ligne\nà bientôt.\n',
    html: '<p>Bonjour, à bientôt.</p>',
    attachments: [{ filename: 'ordonnance.jpg', content: photo }],
    ...more,
  };
};

for (const [name, settings] of [
  ['STARTTLS on the submission port', { port: Number(SUBMISSION), requireTLS: true }],
  ['TLS from the start', { port: Number(SUBMISSIONS), secure: true }],
  ['AUTH LOGIN', { port: Number(SUBMISSIONS), secure: true, authMethod: 'LOGIN' }],
]) {
  await step(`${name}: the login is verified, then a message with a file is accepted`, async () => {
    const mailer = transport(settings);
    assert.equal(await mailer.verify(), true);
    const mail = message();
    const info = await mailer.sendMail(mail);
    assert.deepEqual(info.accepted, [BAL]);
    assert.match(info.response, /^250 2\.0\.0 .*[0-9A-Z]{16}$/);
    sent.push(mail.subject);
    mailer.close();
  });
}

await step('a pool of connections sends twenty messages', async () => {
  const mailer = transport({ port: Number(SUBMISSION), requireTLS: true, pool: true, maxConnections: 3 });
  const mails = Array.from({ length: 20 }, () => message({ attachments: [] }));
  await Promise.all(mails.map((mail) => mailer.sendMail(mail)));
  sent.push(...mails.map((mail) => mail.subject));
  mailer.close();
});

await step('one unknown recipient does not spoil the other', async () => {
  const mailer = transport({ port: Number(SUBMISSION), requireTLS: true });
  const mail = message({ to: [BAL, `personne.${randomUUID().slice(0, 8)}@${BAL.split('@')[1]}`] });
  const info = await mailer.sendMail(mail);
  assert.deepEqual(info.accepted, [BAL]);
  assert.equal(info.rejected.length, 1);
  assert.match(info.rejectedErrors[0].response, /^550 5\.1\.1 /);
  sent.push(mail.subject);
  mailer.close();
});

await step('a wrong password and somebody else as sender are refused, each with its code', async () => {
  const stranger = transport({ port: Number(SUBMISSION), requireTLS: true, auth: { user: SENDER, pass: 'faux' } });
  await assert.rejects(stranger.sendMail(message()), (error) => error.code === 'EAUTH' && error.responseCode === 535);
  const liar = transport({ port: Number(SUBMISSION), requireTLS: true });
  await assert.rejects(liar.sendMail(message({ from: BAL, envelope: { from: BAL, to: BAL } })), (error) => error.responseCode === 550);
});

await step('without the authority nothing is sent', async () => {
  const trusting = transport({ port: Number(SUBMISSIONS), secure: true, tls: {} });
  await assert.rejects(trusting.sendMail(message()), (error) => /certificate/.test(error.message));
});

await step('every message is there once, with its file as it was', async () => {
  const logger = { debug() {}, info() {}, trace() {}, warn: console.error, error: console.error, fatal: console.error };
  const reader = new ImapFlow({
    host: 'localhost', port: Number(IMAPS), secure: true, tls: { ca }, auth: { user: BAL, pass: PASSWORD }, logger,
  });
  await reader.connect();
  await reader.mailboxOpen('INBOX', { readOnly: true });
  const found = [];
  for await (const one of reader.fetch('1:*', { envelope: true, bodyStructure: true, uid: true })) {
    found.push(one);
  }
  for (const subject of sent) {
    assert.equal(found.filter((one) => one.envelope.subject === subject).length, 1, subject);
  }
  const first = found.find((one) => one.envelope.subject === sent[0]);
  assert.equal(first.envelope.from[0].name, 'Dr Éléonore Test');
  const parts = [];
  const walk = (node) => [node, ...(node.childNodes ?? []).flatMap(walk)];
  for (const node of walk(first.bodyStructure).filter((node) => node.part && !node.childNodes)) {
    const chunks = [];
    for await (const chunk of (await reader.download(first.uid, node.part, { uid: true })).content) {
      chunks.push(chunk);
    }
    parts.push([node.type, Buffer.concat(chunks)]);
  }
  const byType = Object.fromEntries(parts);
  assert.deepEqual(byType['image/jpeg'], photo);
  assert.match(byType['text/plain'].toString().replaceAll('\r', ''), /^Bonjour,\n\.\n\.\.point au début de ligne\nà bientôt\.\n/);
  await reader.logout();
});
