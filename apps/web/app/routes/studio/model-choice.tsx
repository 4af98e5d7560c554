import type { FormModel } from '../../creations/form-model.js';

/** One card per model with its tiers as a segmented control. All tiers are one group, so choosing works without scripts too. */
export function ModelChoice({ forms, choice, onChoose }: { forms: FormModel[]; choice: string; onChoose: (choice: string) => void }) {
  return (
    <fieldset className="models">
      <legend>Model and quality</legend>
      {forms.map((form) => (
        <div
          className="model"
          key={form.id}
          data-chosen={choice.startsWith(`${form.id}:`) || undefined}
          role="group"
          aria-label={form.name}
        >
          <p className="model-name">{form.name}</p>
          <p className="model-about">
            {form.description}
            {form.acceptsReference ? ' Takes a reference image.' : ''}
          </p>
          <div className="tiers">
            {form.tiers.map((tier) => {
              const value = `${form.id}:${tier.id}`;
              return (
                <label key={tier.id} title={tier.description}>
                  <input type="radio" name="choice" value={value} checked={choice === value} onChange={() => onChoose(value)} />
                  <span>
                    {tier.name} <small>{tier.credits} cr</small>
                  </span>
                </label>
              );
            })}
          </div>
        </div>
      ))}
    </fieldset>
  );
}
