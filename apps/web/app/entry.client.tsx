import { RemixBrowser } from '@remix-run/react';
import { startTransition, StrictMode } from 'react';
import { hydrateRoot } from 'react-dom/client';

function comeAlive(): void {
  startTransition(() => {
    hydrateRoot(
      document,
      <StrictMode>
        <RemixBrowser />
      </StrictMode>,
    );
  });
}

// The page is complete as it was served: it is painted first and comes alive right after. A hidden page paints nothing to wait for.
if (document.visibilityState === 'hidden') comeAlive();
else requestAnimationFrame(() => setTimeout(comeAlive));
