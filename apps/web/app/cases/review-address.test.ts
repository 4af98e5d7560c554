import { creationIn, reviewOf } from './review-address.js';

const id = '01890000-0000-7000-8000-000000000000';
const searchOf = (address: string) => new URL(address, 'http://localhost').searchParams;

describe('the way to a review', () => {
  it('leads to the form with what it is about', () => {
    expect(creationIn(searchOf(reviewOf(id)))).toBe(id);
    expect(searchOf(reviewOf(id)).get('wish')).toBe('review');
  });

  it.each(['/contact', '/contact?about=', '/contact?about=<script>', '/contact?about=Please+call+me'])(
    'takes no words from %s',
    (address) => {
      expect(creationIn(searchOf(address))).toBeNull();
    },
  );
});
