/** Why somebody of the team reads or does something. Kept for years, so it names facts and no people. */
export function ReasonField({ id, seenBy = 'It is recorded.' }: { id: string; seenBy?: string }) {
  return (
    <div className="field grow">
      <label htmlFor={id}>Reason</label>
      <input id={id} name="reason" minLength={10} maxLength={300} required autoComplete="off" aria-describedby={`${id}-hint`} />
      <p className="hint" id={`${id}-hint`}>
        At least ten characters. {seenBy}
      </p>
    </div>
  );
}
