/** Says in the place of a part of a page that it is not there, and whether that can change. */
export function MissingPart({ because }: { because: 'not-offered' | 'unavailable' }) {
  return (
    <p className="hint">
      {because === 'not-offered'
        ? 'This installation cannot show that yet.'
        : 'This cannot be read right now; nothing is lost. Please look again in a moment.'}
    </p>
  );
}
