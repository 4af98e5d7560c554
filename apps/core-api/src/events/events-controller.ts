import { streamEvents } from '@keepword/contracts';
import { ProblemException, Route, SignedIn, TOKEN_CHECK, type Caller, type TokenCheck } from '@keepword/service-kit';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PLATFORM, type Platform } from '../platform/platform.js';
import { EventHub } from './event-hub.js';

const streamsPerSubjectMax = 8;
const heartbeatMs = 15_000;
const batch = 200;

@Controller()
export class EventsController {
  constructor(
    @Inject(PLATFORM) private readonly platform: Platform,
    @Inject(EventHub) private readonly hub: EventHub,
    @Inject(TOKEN_CHECK) private readonly tokens: TokenCheck,
  ) {}

  @Route(streamEvents)
  async stream(@SignedIn() { subjectId }: Caller, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (this.hub.streamsOf(subjectId) >= streamsPerSubjectMax) {
      throw new ProblemException('/problems/rate-limited', {
        detail: `At most ${streamsPerSubjectMax} event streams at a time.`,
        retryAfterSeconds: 5,
      });
    }
    const { events, storage } = this.platform;
    const resumed = String(request.headers['last-event-id'] ?? '');
    let last = /^\d{1,18}$/.test(resumed) ? resumed : await events.newest(storage.transactions, subjectId);
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-request-id': request.id,
    });
    raw.write(`retry: 1000\nid: ${last}\n\n`);

    const token = request.headers.authorization?.slice('Bearer '.length) ?? '';
    let woken = false;
    let reading = false;
    let again = false;
    const send = async (): Promise<void> => {
      if (reading) {
        again = true;
        return;
      }
      reading = true;
      try {
        do {
          again = false;
          const before = last;
          const news = await events.after(storage.transactions, subjectId, last, batch);
          for (const { seq, event } of news) {
            raw.write(`id: ${seq}\nevent: ${String(event['type'])}\ndata: ${JSON.stringify(event)}\n\n`);
            last = seq;
          }
          if (news.length === batch) again = true;
          // Woken without news: a session of this person may have ended.
          if (last === before && woken) await this.#stillSignedIn(token, raw);
          woken = true;
        } while (again && !raw.destroyed);
      } catch (error) {
        // The client comes back with its last id and misses nothing.
        this.platform.logger.warn({ err: error }, 'an event stream was cut');
        raw.destroy();
      } finally {
        reading = false;
      }
    };
    const unsubscribe = this.hub.subscribe(subjectId, () => void send());
    // Looks by itself as well: whoever should have woken it may have died between its commit and its word of it.
    const heartbeat = setInterval(() => {
      void this.#stillSignedIn(token, raw);
      void send();
    }, heartbeatMs);
    raw.on('close', () => {
      clearInterval(heartbeat);
      unsubscribe();
    });
    await send();
  }

  /** A stream must not outlive its session: it is checked with each heartbeat. */
  async #stillSignedIn(token: string, raw: FastifyReply['raw']): Promise<void> {
    const caller = await this.tokens.check(token).catch(() => null);
    if (caller) raw.write(': still here\n\n');
    else raw.end();
  }
}
