import { creationIn, reviewOf } from './review-address.js';

const id = '01890000-0000-7000-8000-000000000000';
const searchOf = (address: string) => new URL(address, 'http://localhost').searchParams;

describe('the way to a review', () => {
  it('leads to the page with what it is about', () => {
    expect(creationIn(searchOf(reviewOf(id)))).toBe(id);
  });

  it.each(['/d', '/d?creation=', '/d?creation=<script>', '/d?creation=Please+call+me'])('takes no words from %s', (address) => {
    expect(creationIn(searchOf(address))).toBeNull();
  });
});
