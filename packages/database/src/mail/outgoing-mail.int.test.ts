import { sendMail } from '@keepword/contracts';
import { newId } from '@keepword/primitives';
import { testDatabase, type TestDatabase } from '@keepword/testkit';
import type { DataSource } from 'typeorm';
import { openDatabase } from '../data-source.js';
import { relayOutbox, type OutboxEntry } from '../outbox/outbox.js';
import { PostgresUnitOfWork } from '../unit-of-work.js';
import { PostgresOutgoingMail, type OutgoingMail } from './outgoing-mail.js';

const at = new Date('2026-03-01T08:00:00Z');

describe('outgoing mail', () => {
  let database: TestDatabase;
  let api: DataSource;
  let worker: DataSource;
  const mails = new PostgresOutgoingMail();
  const notice = (subjectId: string): Omit<OutgoingMail, 'id'> => ({
    subjectId,
    template: 'email-change-notice',
    toAddress: 'old@example.org',
    refId: null,
  });

  const add = (mail: Omit<OutgoingMail, 'id'>) =>
    new PostgresUnitOfWork(api).transaction(mail.subjectId, (uow) => mails.add(uow, mail, at));
  const dueMail = async () => {
    const jobs: OutboxEntry[] = [];
    await relayOutbox(worker, { at, limit: 10 }, async (entries) => {
      jobs.push(...entries);
      return [];
    });
    return jobs.map(({ topic, payload }) => ({ topic, ...sendMail.payload.parse(payload) }));
  };
  const read = (subjectId: string, id: string) => new PostgresUnitOfWork(worker).transaction(subjectId, (uow) => mails.find(uow, id));

  beforeEach(async () => {
    database = await testDatabase('keepword_template');
    [api, worker] = await Promise.all([openDatabase(database.urlFor('core_api')), openDatabase(database.urlFor('worker'))]);
  });
  afterEach(async () => {
    await Promise.all([api.destroy(), worker.destroy()]);
    await database.drop();
  });

  it('given a mail that is due, then a job with its id and nothing of it is written beside it', async () => {
    const subjectId = newId(at);
    await add(notice(subjectId));
    const [job, ...others] = await dueMail();
    expect(others).toEqual([]);
    expect(job).toEqual({ topic: 'mail.send', mailId: expect.any(String) as string, subjectId });
    const mailId = job?.mailId ?? '';
    expect(await read(subjectId, mailId)).toEqual({ id: mailId, ...notice(subjectId) });
  });

  it('given a mail that was handed over, when removed, then it is gone, and a repeated job finds nothing', async () => {
    const subjectId = newId(at);
    await add({ subjectId, template: 'receipt', toAddress: null, refId: newId(at) });
    const [job] = await dueMail();
    const mailId = job?.mailId ?? '';
    await new PostgresUnitOfWork(worker).transaction(subjectId, (uow) => mails.remove(uow, mailId));
    expect(await read(subjectId, mailId)).toBeNull();
  });

  it('given another person, then the mail is neither found nor removed', async () => {
    const [ada, berta] = [newId(at), newId(at)];
    await add(notice(ada));
    const [job] = await dueMail();
    const mailId = job?.mailId ?? '';
    expect(await read(berta, mailId)).toBeNull();
    await new PostgresUnitOfWork(worker).transaction(berta, (uow) => mails.remove(uow, mailId));
    expect(await read(ada, mailId)).not.toBeNull();
  });

  it('given a cause that is undone, then neither mail nor job is left', async () => {
    const subjectId = newId(at);
    const failed = new PostgresUnitOfWork(api).transaction(subjectId, async (uow) => {
      await mails.add(uow, notice(subjectId), at);
      throw new Error('changed our mind');
    });
    await expect(failed).rejects.toThrow('changed our mind');
    expect(await dueMail()).toEqual([]);
  });
});
