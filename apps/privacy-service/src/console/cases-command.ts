import type { ConsoleCommand } from '@keepword/contracts';
import { LIFTING_NOTICE, type CaseCommand, type ContentKind, type NewContent, type RefusalGround } from '@keepword/data-rights';
import { addPeriod, newId, type Id, type Instant } from '@keepword/primitives';

export interface WordedCommand {
  readonly command: CaseCommand;
  readonly contents: readonly NewContent[];
}

/** What the team asks of a case, as the case understands it: words become contents, which the command names by id. @param actionId of what it starts, if it starts something */
export function caseCommandOf(asked: ConsoleCommand, actionId: Id, at: Instant): WordedCommand {
  switch (asked.kind) {
    case 'acknowledge': {
      const [contents, contentId] = optional('reply', asked.text, at);
      return { command: { kind: 'acknowledge', contentId }, contents };
    }
    case 'fulfil': {
      const [contents, answerContentId] = optional('reply', asked.text, at);
      return { command: { kind: 'fulfil', outcome: asked.outcome, answerContentId }, contents };
    }
    case 'require-verification': {
      const contents = asked.email === undefined ? [] : [{ contentId: newId(at), kind: 'address' as const, text: asked.email }];
      return { command: { kind: 'require-verification' }, contents };
    }
    case 'note':
    case 'decline-proposal':
    case 'propose-erasure-of-paying-account': {
      const { kind, text } = asked;
      return worded('note', text, at, (contentId) => ({ kind, contentId }));
    }
    case 'ask-person':
      return worded('reply', asked.text, at, (contentId) => ({ kind: 'ask-person', contentId }));
    case 'answer':
      return worded('reply', asked.text, at, (contentId) => ({ kind: 'answer', contentId, substantive: asked.substantive }));
    case 'propose-refusal':
      // The case itself says which grounds there are, and refuses any other.
      return worded('explanation', asked.text, at, (contentId) => ({
        kind: 'propose-refusal',
        ground: asked.ground as RefusalGround,
        contentId,
      }));
    case 'reopen':
      return worded('note', asked.text, at, (contentId) => ({
        kind: 'reopen',
        contentId,
        receivedAt: asked.receivedAt === undefined ? null : new Date(asked.receivedAt),
      }));
    case 'announce-lifting':
      return bare({
        kind: 'announce-lifting',
        liftAt: asked.liftAt === undefined ? addPeriod(at, LIFTING_NOTICE) : new Date(asked.liftAt),
      });
    case 'start-action':
      return bare({ kind: 'start-action', action: asked.action, actionId, coolingOffUntil: null, payingAccount: false });
    case 'reclassify':
      return bare({ kind: 'reclassify', class: asked.class, scope: asked.scope ?? null });
    default:
      return bare(asked);
  }
}

const bare = (command: CaseCommand): WordedCommand => ({ command, contents: [] });

function worded(kind: ContentKind, text: string, at: Instant, command: (contentId: Id) => CaseCommand): WordedCommand {
  const content: NewContent = { contentId: newId(at), kind, text };
  return { command: command(content.contentId), contents: [content] };
}

function optional(kind: ContentKind, text: string | undefined, at: Instant): [readonly NewContent[], Id | null] {
  if (text === undefined) return [[], null];
  const content: NewContent = { contentId: newId(at), kind, text };
  return [[content], content.contentId];
}
