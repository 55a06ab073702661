// Prints what mailparser takes for the attachments of each mail of a directory: a line for a mail, its name and then size
// and SHA-256 of each decoded content. Argument: the directory.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';

const directory = process.argv[2];
const options = { skipHtmlToText: true, skipTextToHtml: true, skipTextLinks: true, skipImageLinks: true, keepDeliveryStatus: true };
for (const name of readdirSync(directory).sort()) {
  const mail = await simpleParser(readFileSync(join(directory, name)), options);
  const files = mail.attachments.map(
    ({ content }) => `${content.length}:${createHash('sha256').update(content).digest('hex')}`,
  );
  console.log([name, ...files].join(' '));
}
