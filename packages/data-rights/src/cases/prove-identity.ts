import { isRefusal, refuse, type Id, type Instant, type Refusal, type SubjectId } from '@keepword/primitives';
import { z } from 'zod';
import { append, idShape, untilSettled, type CasePorts } from './carry-out.js';
import type { CaseRefusal } from './case-command.js';
import { evolve } from './case-state.js';
import { answersChallenge, issueChallenge } from './challenge.js';
import { decide } from './decide-case.js';
import type { Actor, AddressKey } from './requester.js';

export interface AskForProof {
  readonly caseId: Id;
  /** Of the address that the mail goes to: the one on file if there is an account, else the one that asked. */
  readonly addressKey: AddressKey;
  /** Whose address on file it is; null when nobody's. */
  readonly subjectId: SubjectId | null;
}

export interface ProofAsked {
  readonly caseId: Id;
  readonly challengeId: Id;
  /** For the mail, and nowhere else. Asked for again, an earlier one counts no more. */
  readonly token: string;
  readonly expiresAt: Instant;
}

/** Makes a challenge whose link is to be mailed to that address. The mail reads the same whether or not there is an account. */
export function askForProof(ports: CasePorts, asked: AskForProof, actor: Actor): Promise<ProofAsked | CaseRefusal> {
  idShape.parse(asked.caseId);
  return untilSettled<ProofAsked | CaseRefusal>(async () => {
    const loaded = await ports.store.load(ports.uow, asked.caseId);
    if (!loaded) return refuse('not-found');
    const events = decide(loaded.case, { kind: 'require-verification' }, actor, ports);
    if (isRefusal(events)) return events;
    const { challenge, token } = issueChallenge(asked, ports.at);
    const next = events.reduce(evolve, loaded.case);
    const written = await append(ports, loaded, next, events, { challenge });
    const { challengeId, expiresAt } = challenge;
    return written === 'recorded' ? { caseId: asked.caseId, challengeId, token, expiresAt } : null;
  });
}

export interface AnswerChallenge {
  readonly caseId: Id;
  /** Of the address on file today, or of the one that asked. */
  readonly addressKey: AddressKey;
  readonly token: string;
}

/** Wrong, used, expired, locked, of another case, or no such case: all one «no». */
export type ChallengeRefusal = Refusal<'challenge-not-accepted'>;

const tokenShape = z.string().max(200);

/**
 * Takes an answer to a challenge. A right one proves identity once; a wrong one is counted, which is written: the unit of
 * work has to be committed after a refusal too.
 */
export function answerChallenge(
  ports: CasePorts,
  answer: AnswerChallenge,
): Promise<{ readonly caseId: Id; readonly subjectId: SubjectId | null } | ChallengeRefusal> {
  idShape.parse(answer.caseId);
  tokenShape.parse(answer.token);
  const system = { kind: 'system' } as const;
  return untilSettled<{ caseId: Id; subjectId: SubjectId | null } | ChallengeRefusal>(async () => {
    const loaded = await ports.store.load(ports.uow, answer.caseId);
    const challenge = loaded?.challenge ?? null;
    const isRight = answersChallenge(challenge, answer, ports.at);
    if (!loaded) return refuse('challenge-not-accepted');
    const proven = isRight && challenge ? challenge : null;
    const command = proven
      ? { kind: 'verify' as const, method: 'challenge-link' as const, subjectId: proven.subjectId, addressKey: null, authenticatedAt: null }
      : { kind: 'verification-failed' as const };
    const events = decide(loaded.case, command, system, ports);
    if (isRefusal(events)) return refuse('challenge-not-accepted');
    const next = events.reduce(evolve, loaded.case);
    const written = await append(ports, loaded, next, events, proven ? { challenge: { ...proven, usedAt: ports.at } } : {});
    if (written !== 'recorded') return null;
    return proven ? { caseId: answer.caseId, subjectId: proven.subjectId } : refuse('challenge-not-accepted');
  });
}
