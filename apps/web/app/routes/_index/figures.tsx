export interface Figure {
  value: string;
  about: string;
}

/** The rules in force as a short ledger: the figure, then what it is about. */
export function Figures({ figures, version }: { figures: Figure[]; version: string }) {
  return (
    <section className="figures" aria-labelledby="figures-title">
      <h2 id="figures-title" className="overline">
        In force now, version {version}
      </h2>
      <dl>
        {figures.map(({ value, about }) => (
          <div key={about}>
            <dt>{value}</dt>
            <dd>{about}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
