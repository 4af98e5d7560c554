/** Lists that somebody opens every day. */
export const views = [
  { words: 'All', query: '' },
  { words: 'Overdue', query: '?due=overdue' },
  { words: 'Mine', query: '?assignee=me&state=received,verifying,open,waiting' },
  { words: 'Nobody’s', query: '?assignee=nobody&state=received,verifying,open,waiting' },
  { words: 'Ended', query: '?state=fulfilled,refused,withdrawn' },
] as const;
