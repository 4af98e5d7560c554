/** Payment processors as people know them. */
export const processors = { stripe: 'Stripe', creem: 'Creem' } as const;
