import { createHash } from 'node:crypto';
import type { CheckoutRequest } from '@keepword/billing';
import type { Creem } from 'creem';
import type { ProductEntity } from 'creem/models/components';

type Offer = CheckoutRequest['offer'];

const pageSize = 100;
const pagesMax = 50;

/** Creem sells products, not amounts: each price of an offer is a product of its own, made when it is first sold and found again afterwards. */
export class OfferProducts {
  readonly #creem: Creem;
  readonly #known = new Map<string, Promise<string>>();

  constructor(creem: Creem) {
    this.#creem = creem;
  }

  /** @returns the id of the product that sells this offer at this price */
  idFor(offer: Offer): Promise<string> {
    const key = keyOf(offer);
    const known = this.#known.get(key);
    if (known) return known;
    const made = this.#findOrCreate(offer).catch((error: unknown) => {
      this.#known.delete(key);
      throw error;
    });
    this.#known.set(key, made);
    return made;
  }

  async #findOrCreate(offer: Offer): Promise<string> {
    return (await this.#find(offer)) ?? (await this.#create(offer));
  }

  async #find(offer: Offer): Promise<string | null> {
    let pages = 0;
    for await (const { result } of await this.#creem.products.search(1, pageSize)) {
      const product = result.items.find((each) => sells(each, offer));
      if (product) return product.id;
      if (++pages === pagesMax) break;
    }
    return null;
  }

  async #create(offer: Offer): Promise<string> {
    const currency = offer.currency.toUpperCase();
    if (currency !== 'EUR' && currency !== 'USD') throw new Error(`Creem sells in EUR or USD, not in ${currency}`);
    const product = await this.#creem.products.create(
      {
        name: offer.name,
        description: describe(offer),
        price: offer.amountMinor,
        currency,
        billingType: 'onetime',
        // The person pays what our page said, tax included.
        taxMode: 'inclusive',
        taxCategory: 'digital-goods-service',
      },
      createHash('sha256').update(keyOf(offer)).digest('hex'),
    );
    return product.id;
  }
}

const keyOf = ({ id, name, amountMinor, currency }: Offer) => JSON.stringify([id, name, amountMinor, currency]);

const describe = ({ name, id }: Offer) => `${name} (offer ${id})`;

function sells(product: ProductEntity, offer: Offer): boolean {
  return (
    product.status === 'active' &&
    product.billingType === 'onetime' &&
    product.taxMode === 'inclusive' &&
    product.name === offer.name &&
    product.description === describe(offer) &&
    product.price === offer.amountMinor &&
    product.currency.toUpperCase() === offer.currency.toUpperCase()
  );
}
