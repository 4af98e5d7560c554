import { giveFeedback } from '@keepword/contracts';
import { ratingInWords, ratings } from './ratings.js';

describe('the ratings of the feedback page', () => {
  it('are all that the service takes, and no other', () => {
    for (const { value } of ratings) expect(giveFeedback.body?.safeParse({ rating: value }).success).toBe(true);
    for (const rating of [0, ratings.length + 1]) expect(giveFeedback.body?.safeParse({ rating }).success).toBe(false);
  });

  it('are shown in the words that were chosen', () => {
    expect([1, 3, 5].map(ratingInWords)).toEqual(['Not at all', 'So-so', 'Very much']);
  });
});
