// What a web mail does with imapflow, against a running sandbox. Two clients of one BAL; mail comes by nodemailer.
// Environment: IMAPS, SUBMISSION (ports), CA (file), BAL, SENDER, PASSWORD. Prints a line a step; exit 1 at the first that fails.
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ImapFlow } from 'imapflow';
import nodemailer from 'nodemailer';

const { IMAPS, SUBMISSION, CA, BAL, SENDER, PASSWORD } = process.env;
const ca = readFileSync(CA);
const complaints = [];

// imapflow says by warn and error what it finds wrong with a server.
const log = (level) => (entry) => complaints.push(`${level}: ${JSON.stringify(entry)}`);
const logger = { debug() {}, info() {}, trace() {}, warn: log('warn'), error: log('error'), fatal: log('fatal') };

function client(more = {}) {
  const made = new ImapFlow({
    host: 'localhost',
    port: Number(IMAPS),
    secure: true,
    tls: { ca },
    auth: { user: BAL, pass: PASSWORD },
    logger,
    ...more,
  });
  made.on('error', (error) => complaints.push(`error event: ${error.message}`));
  return made;
}

// The next event of this name that fits, within ten seconds.
function next(emitter, name, fits = () => true) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no event « ${name} » within 10 s`)), 10_000);
    emitter.on(name, function heard(event) {
      if (fits(event)) {
        clearTimeout(timer);
        emitter.off(name, heard);
        resolve(event);
      }
    });
  });
}

async function step(title, action) {
  const result = await action();
  console.log(`held: ${title}`);
  return result;
}

const mailer = nodemailer.createTransport({
  host: 'localhost',
  port: Number(SUBMISSION),
  requireTLS: true,
  tls: { ca },
  auth: { user: SENDER, pass: PASSWORD },
});
const subject = `Compte rendu à lire ${randomUUID()}`;
const report = randomBytes(40_000);
const send = (more = {}) =>
  mailer.sendMail({
    from: SENDER,
    to: BAL,
    subject,
    text: 'Bonjour,\nle compte rendu est joint.\n',
    attachments: [{ filename: 'compte rendu é.pdf', content: report, contentType: 'application/pdf' }],
    ...more,
  });

const desk = client();
const colleague = client({ qresync: true });
await step('both log in with the certificate verified', () => Promise.all([desk.connect(), colleague.connect()]));

await step('folders are told by their use', async () => {
  const folders = await desk.list({ statusQuery: { messages: true, unseen: true } });
  const uses = Object.fromEntries(folders.map((folder) => [folder.specialUse ?? folder.path, folder]));
  for (const use of ['\\Inbox', '\\Sent', '\\Drafts', '\\Trash']) {
    assert.ok(uses[use], `no ${use} among ${Object.keys(uses)}`);
    assert.equal(typeof uses[use].status.messages, 'number');
  }
  assert.ok(folders.some((folder) => folder.path === 'Échanges clos'));
});

await desk.mailboxOpen('INBOX');
await colleague.mailboxOpen('INBOX');

const uid = await step('new mail is told while both idle', async () => {
  const before = desk.mailbox.exists;
  const told = [desk, colleague].map((one) => next(one, 'exists', (event) => event.count > before));
  const idling = [desk.idle(), colleague.idle()];
  await send();
  await Promise.all(told);
  const found = await desk.search({ subject }, { uid: true });
  await Promise.all([...idling, colleague.noop()]); // a command ends the idling
  assert.equal(found.length, 1);
  return found[0];
});

await step('envelope, structure and attachment are right', async () => {
  const message = await desk.fetchOne(
    uid,
    { envelope: true, bodyStructure: true, flags: true, size: true, internalDate: true, headers: ['X-MSSGW-SMIME'] },
    { uid: true },
  );
  assert.equal(message.envelope.subject, subject);
  assert.equal(message.envelope.from[0].address, SENDER);
  assert.ok(!message.flags.has('\\Seen'));
  const part = message.bodyStructure.childNodes.find((node) => node.disposition === 'attachment');
  assert.equal(part.dispositionParameters.filename, 'compte rendu é.pdf');
  const { content } = await desk.download(uid, part.part, { uid: true });
  const chunks = [];
  for await (const chunk of content) {
    chunks.push(chunk);
  }
  assert.deepEqual(Buffer.concat(chunks), report);
});

await step('a flag of one is seen by the other, idling', async () => {
  const told = next(colleague, 'flags', (event) => event.flags.has('\\Flagged'));
  const idling = colleague.idle();
  await desk.messageFlagsAdd(uid, ['\\Seen', '\\Flagged', '$Traite'], { uid: true });
  await told;
  const message = await colleague.fetchOne(uid, { flags: true }, { uid: true }); // ends the idling
  await idling;
  assert.deepEqual([...message.flags].filter((flag) => flag !== '\\Recent').sort(), ['$Traite', '\\Flagged', '\\Seen']);
});

await step('it is found by sender, text, flag, keyword, size and date', async () => {
  const yesterday = new Date(Date.now() - 86_400_000);
  for (const query of [
    { from: SENDER },
    { body: 'compte rendu est joint' },
    { flagged: true, seen: true },
    { keyword: '$Traite' },
    { larger: 40_000 },
    { since: yesterday },
    { header: { subject } },
    { or: [{ subject: 'introuvable' }, { flagged: true }] },
  ]) {
    assert.ok((await desk.search(query, { uid: true })).includes(uid), JSON.stringify(query));
  }
  assert.deepEqual(await desk.search({ unseen: true, subject }, { uid: true }), []);
});

await step('moved to a folder of its own, and gone for the other', async () => {
  await desk.mailboxCreate('Patients à rappeler');
  const told = next(colleague, 'expunge');
  const idling = colleague.idle();
  const moved = await desk.messageMove(uid, 'Patients à rappeler', { uid: true });
  assert.ok(moved.uidMap.get(uid) > 0);
  await told;
  await Promise.all([idling, colleague.noop()]);
  assert.equal((await desk.status('Patients à rappeler', { messages: true })).messages, 1);
});

await step('a copy of what was sent goes to Sent', async () => {
  const copy = `From: <${BAL}>\r\nTo: <${SENDER}>\r\nSubject: ${randomUUID()}\r\n\r\nBonjour.\r\n`;
  const appended = await desk.append('Sent', copy, ['\\Seen'], new Date());
  assert.ok(appended.uid > 0);
  await desk.mailboxOpen('Sent');
  const message = await desk.fetchOne(appended.uid, { source: true, flags: true }, { uid: true });
  assert.equal(message.source.toString(), copy);
  assert.ok(message.flags.has('\\Seen'));
});

await step('deleted for good, and the folder with it', async () => {
  await desk.mailboxOpen('Patients à rappeler');
  await desk.messageDelete('1:*');
  assert.equal((await desk.status('Patients à rappeler', { messages: true })).messages, 0);
  await desk.mailboxOpen('INBOX');
  await desk.mailboxDelete('Patients à rappeler');
  assert.ok(!(await desk.list()).some((folder) => folder.path === 'Patients à rappeler'));
});

await step('the quota is told', async () => {
  const quota = await desk.getQuota('INBOX');
  assert.ok(quota === false || quota.storage?.usage >= 0 || quota.messages?.usage >= 0, JSON.stringify(quota));
});

await Promise.all([desk.logout(), colleague.logout()]);
mailer.close();
assert.deepEqual(complaints, []);
console.log('imapflow had nothing to complain of');
