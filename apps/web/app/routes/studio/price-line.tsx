import { Link } from '@remix-run/react';
import { creditsInWords, wholeNumber } from '../../wording/amounts.js';

/** The price before: what will be held, and what is there to hold it from. */
export function PriceLine({ credits, available, count }: { credits: number | null; available: number; count: number }) {
  if (credits === null) return <p className="price">This combination cannot be made.</p>;
  const missing = credits - available;
  return (
    <p className="price" aria-live="polite">
      <b>{creditsInWords(credits)}</b>
      {count > 1 ? ` for ${count} pictures` : ''}
      <span className="price-balance">
        {missing > 0 ? (
          <>
            You have {wholeNumber(available)}; <Link to="/credits">buy the {wholeNumber(missing)} missing</Link>
          </>
        ) : (
          <>held from your {wholeNumber(available)}, spent only on what is made</>
        )}
      </span>
    </p>
  );
}
