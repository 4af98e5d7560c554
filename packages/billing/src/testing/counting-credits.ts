import type { CreditGrants } from '../ports/credit-grants.js';

/** Counts credits by key, as a ledger does: the same key moves once. */
export class CountingCredits implements CreditGrants {
  private readonly moved = new Map<string, number>();
  private move(key: string, credits: number) {
    if (!this.moved.has(key)) this.moved.set(key, credits);
    return Promise.resolve();
  }
  readonly grant: CreditGrants['grant'] = (_, { key, credits }) => this.move(key, credits);
  readonly clawBack: CreditGrants['clawBack'] = (_, { key, credits }) => this.move(key, -credits);
  readonly restore: CreditGrants['restore'] = (_, { key, credits }) => this.move(key, credits);
  get balance() {
    return [...this.moved.values()].reduce((sum, credits) => sum + credits, 0);
  }
  get grants() {
    return [...this.moved.keys()].filter((key) => key.startsWith('grant:')).length;
  }
}
