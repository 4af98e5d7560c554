import { setTimeout as pause } from 'node:timers/promises';
import { createConnection } from 'node:net';
import type { CaseView, ConsoleCasePage } from '@keepword/contracts';
import type { ProfileId } from '@keepword/policy';
import { createTransport } from 'nodemailer';
import { mailsIn, type ListedMail } from '../vendors/testing/mails.js';
import { eventually } from './testing/eventually.js';
import { startPlatform, type PlatformStack } from './testing/platform-stack.js';
import { signInStaff, type StaffMember } from './testing/staff-member.js';

jest.setTimeout(240_000);

/** As many at a time as `lanes`. */
async function inLanes(works: readonly (() => Promise<void>)[], lanes: number): Promise<void> {
  const waiting = [...works];
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (let work = waiting.shift(); work; work = waiting.shift()) await work();
    }),
  );
}

/** Comes again where it is told to, as mail servers and clients do: a repeated mail or key is the same one. */
async function untilTaken(send: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await send();
      return;
    } catch (error) {
      const { responseCode } = error as { responseCode?: number };
      if (tries === 5 || (responseCode !== 451 && responseCode !== 503)) throw error;
      await pause(tries * 2_000);
    }
  }
}

describe.each(['fluxgen', 'fluxkontextpro'] as const satisfies readonly ProfileId[])(
  'mail to the privacy mailbox under %s',
  (profileId) => {
    let stack: PlatformStack;
    let officer: StaffMember;
    beforeAll(async () => {
      stack = await startPlatform(profileId, {}, { withPrivacyService: true });
      officer = await signInStaff(stack, 'privacy-officer');
    });
    afterAll(() => stack?.stop());

    const runtime = () => stack.running.runtime;
    const deliver = async (mail: object) => {
      const answer = await fetch(`${runtime().vendorsUrl}/inbox/_control/deliver`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-keepword-control': runtime().controlSecret },
        body: JSON.stringify({ to: runtime().privacyMailbox, ...mail }),
      });
      expect(answer.status).toBe(202);
    };
    async function bySmtp(mail: object) {
      const transport = createTransport({ host: '127.0.0.1', port: runtime().inboundSmtpPort ?? 0, ignoreTLS: true });
      try {
        return await transport.sendMail({
          to: runtime().privacyMailbox,
          subject: 'A question',
          text: 'What do your credits cost?',
          ...mail,
        });
      } finally {
        transport.close();
      }
    }
    const mailsTo = (address: string) => mailsIn(runtime().vendorsUrl, `?to=${encodeURIComponent(address)}`);
    const mailWith = (address: string, part: string): Promise<ListedMail> =>
      eventually(
        async () => (await mailsTo(address)).find(({ text }) => text.includes(part)),
        20_000,
        `a mail to ${address} with «${part}»`,
      );
    const prove = async ({ text }: ListedMail) => {
      const url = new URL(/http\S+\/cases\/\S+/.exec(text)?.[0] ?? '');
      const id = url.pathname.split('/')[2] ?? '';
      const answer = await fetch(`${stack.privacyUrl}/v1/cases/${id}/verification`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token: url.searchParams.get('token') }),
      });
      expect(answer.status).toBe(200);
      return id;
    };
    const casesOf = async (address: string) => {
      const mails = await mailsTo(address);
      return new Set(mails.flatMap(({ subject }) => /\[(KW-[0-9A-Z-]+)\]/.exec(subject)?.[1] ?? []));
    };

    it('from an address that nobody knows is acknowledged, proven at the address on file, and answered there', async () => {
      const ada = await stack.person('ada');
      const unknown = 'somebody-at-work@elsewhere.example';
      await deliver({
        from: `Ada <${unknown}>`,
        subject: 'My data',
        text: `Send me a copy of all my data, please. My account is ${ada.email}.`,
      });
      const receipt = await mailWith(unknown, 'We answer by');
      const [, reference = ''] = /\[(KW-[0-9A-Z-]+)\]/.exec(receipt.subject) ?? [];
      const { body: listed } = await officer.call<{ items: { id: string; reference: string }[] }>('GET', '/v1/console/cases');
      const id = listed.items.find((one) => one.reference === reference)?.id ?? '';
      const asked = await officer.call<ConsoleCasePage>('POST', `/v1/console/cases/${id}/commands`, {
        body: { kind: 'require-verification', email: ada.email },
      });
      expect(asked.status).toBe(200);
      expect(await prove(await mailWith(ada.email, 'token='))).toBe(id);
      const shown = await officer.call<ConsoleCasePage>('GET', `/v1/console/cases/${id}`);
      expect(shown.body).toMatchObject({ subjectId: ada.subjectId, verification: 'verified' });
      const mine = await fetch(`${stack.privacyUrl}/v1/cases/${id}`, { headers: { authorization: `Bearer ${ada.accessToken}` } });
      expect(((await mine.json()) as CaseView).messages).toContainEqual(
        expect.objectContaining({ from: 'person', text: expect.stringContaining('Send me a copy') as string }),
      );
      await mailWith(ada.email, 'We are putting together everything');
      // Nothing of the account goes to whoever only said that it is theirs.
      expect((await mailsTo(unknown)).some(({ text }) => text.includes('We are putting together'))).toBe(false);
    });

    it('belongs to the case that its subject names, and proves nothing by where it says it is from', async () => {
      const pia = await stack.person('pia');
      await deliver({ from: pia.email, subject: 'My data', text: 'Send me a copy of all my data, please.' });
      const receipt = await mailWith(pia.email, 'We answer by');
      const id = await prove(await mailWith(pia.email, 'token='));
      await deliver({ from: 'other@elsewhere.example', subject: `Re: ${receipt.subject}`, text: 'And thank you.' });
      const { body } = await eventually(async () => {
        const page = await officer.call<{ items: { kind: string; text: string }[] }>(
          'GET',
          `/v1/console/cases/${id}/contents?reason=to+answer+it`,
        );
        return page.body.items.some(({ text }) => text.trim() === 'And thank you.') && page;
      });
      expect(body.items.filter(({ kind }) => kind === 'message')).toHaveLength(2);
      expect(await mailsTo('other@elsewhere.example')).toEqual([]);
    });

    it('is taken in once, however often it is delivered, and machines are not answered', async () => {
      const mail = { from: 'quinn@example.net', messageId: '<once@example.net>' };
      await bySmtp(mail);
      await bySmtp(mail);
      await bySmtp({ ...mail, from: 'MAILER-DAEMON@example.net', envelope: { from: '', to: runtime().privacyMailbox } });
      await mailWith('quinn@example.net', 'we received your message');
      await bySmtp(mail);
      await stack.advance(5);
      await mailWith('quinn@example.net', 'we received your message');
      expect((await casesOf('quinn@example.net')).size).toBe(1);
      expect(await mailsTo('mailer-daemon@example.net')).toEqual([]);
    });

    it('is for this mailbox only, and leaves the service up whatever comes', async () => {
      await expect(bySmtp({ to: 'somebody@elsewhere.example' })).rejects.toMatchObject({ responseCode: 550 });
      await expect(bySmtp({ from: 'huge@example.net', text: 'x'.repeat(11_000_000) })).rejects.toMatchObject({ responseCode: 552 });
      for (const nonsense of [
        Buffer.alloc(200_000, 255),
        Buffer.from('GET / HTTP/1.1\r\n\r\n'),
        Buffer.from('EHLO x\r\nDATA\r\n\0\0\r\n.\r\n'),
      ]) {
        const socket = createConnection(runtime().inboundSmtpPort ?? 0, '127.0.0.1');
        socket.on('error', () => undefined);
        socket.end(nonsense);
        await new Promise((resolve) => socket.once('close', resolve).resume());
      }
      await bySmtp({ from: 'after@example.net' });
      await mailWith('after@example.net', 'we received your message');
      expect(await mailsTo('huge@example.net')).toEqual([]);
    });

    it('leaves attached files outside, and says so', async () => {
      await bySmtp({
        from: 'files@example.net',
        attachments: [
          { filename: 'passport.txt', content: 'canary-in-a-passport' },
          { filename: 'b.bin', content: Buffer.alloc(3_000, 1) },
        ],
      });
      const receipt = await mailWith('files@example.net', 'we received your message');
      expect(receipt.text).toContain('The 2 files that were attached were not taken in');
      const [, reference] = /\[(KW-[0-9A-Z-]+)\]/.exec(receipt.subject) ?? [];
      const { body: listed } = await officer.call<{ items: { id: string; reference: string }[] }>('GET', '/v1/console/cases?class=inquiry');
      const id = listed.items.find((one) => one.reference === reference)?.id ?? '';
      expect((await officer.call<ConsoleCasePage>('GET', `/v1/console/cases/${id}`)).body.attachmentsLeftOut).toBe(2);
      expect(await stack.traces('canary-in-a-passport')).toEqual([]);
      await bySmtp({ from: 'files@example.net', subject: `Re: ${receipt.subject}`, attachments: [{ filename: 'c.txt', content: 'c' }] });
      await mailWith('files@example.net', 'The file that was attached was not taken in');
    });

    it('and the form in a burst is all acknowledged: none lost, none twice', async () => {
      // A thousand where there is nothing else to find out, and some where the way out is another one.
      const each = profileId === 'fluxgen' ? 500 : 30;
      const addresses = (road: string) => Array.from({ length: each }, (_, index) => `${road}${index}@burst.example`);
      const transport = createTransport({
        host: '127.0.0.1',
        port: runtime().inboundSmtpPort ?? 0,
        ignoreTLS: true,
        pool: true,
        maxConnections: 8,
      });
      const since = stack.running.clock.now();
      const byMail = addresses('mail').map((from, index) => async () => {
        const mail = {
          messageId: `<burst-${index}@burst.example>`,
          from,
          to: runtime().privacyMailbox,
          subject: 'A question',
          text: `Question ${index}`,
        };
        for (let time = 0; time < (index % 3 === 0 ? 2 : 1); time += 1) await untilTaken(() => transport.sendMail(mail));
      });
      const byForm = addresses('form').map((email, index) => async () => {
        const ask = async () => {
          const answer = await fetch(`${stack.privacyUrl}/v1/cases`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', 'idempotency-key': `burst-form-${index}` },
            body: JSON.stringify({ class: 'inquiry', message: `Question ${index}`, email }),
          });
          if (answer.status === 503) throw Object.assign(new Error('overloaded'), { responseCode: 503 });
          expect([answer.status, await answer.json()]).toMatchObject([202, {}]);
        };
        for (let time = 0; time < (index % 3 === 0 ? 2 : 1); time += 1) await untilTaken(ask);
      });
      await Promise.all([inLanes(byMail, 8), inLanes(byForm, 48)]);
      transport.close();
      const all = [...addresses('mail'), ...addresses('form')];
      const burst = async () => {
        const { rows } = await stack.database.query<{ cases: number; acknowledged: number }>(
          `SELECT count(*)::int AS cases, count(*) FILTER (WHERE facts->>'receiptSentAt' IS NOT NULL)::int AS acknowledged
             FROM privacy_cases WHERE received_at >= $1`,
          [since],
        );
        return rows[0];
      };
      await eventually(async () => ((await burst())?.acknowledged ?? 0) >= all.length, 120_000, 'an acknowledgement of each case');
      // Whatever would be sent twice has had its time.
      await pause(2_000);
      expect(await burst()).toEqual({ cases: all.length, acknowledged: all.length });
      const mailed: number[] = [];
      for (const address of all) mailed.push((await mailsTo(address)).length);
      expect(mailed).toEqual(all.map(() => 1));
    });

    it('waits outside while it cannot be kept', async () => {
      await stack.database.query(`ALTER TABLE privacy_cases RENAME TO privacy_cases_away`);
      try {
        await expect(bySmtp({ from: 'patient@example.net' })).rejects.toMatchObject({ responseCode: 451 });
      } finally {
        await stack.database.query(`ALTER TABLE privacy_cases_away RENAME TO privacy_cases`);
      }
      await bySmtp({ from: 'patient@example.net' });
      await mailWith('patient@example.net', 'we received your message');
    });
  },
);
