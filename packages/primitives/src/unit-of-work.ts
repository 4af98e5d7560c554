declare const brand: unique symbol;

/**
 * One transaction, opaque to the domains that share it. Only the adapter that opened it can look inside,
 * so two domains can write together without knowing each other or the database.
 */
export interface UnitOfWork {
  readonly [brand]: 'UnitOfWork';
}
