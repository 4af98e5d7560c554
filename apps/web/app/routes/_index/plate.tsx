import lighthouse from './lighthouse.webp?url';

export interface PlateLine {
  about: string;
  says: string;
}

/** One picture with what a picture here always comes with: its words, its price, and the rules that hold for it. */
export function Plate({ lines }: { lines: PlateLine[] }) {
  return (
    <figure className="plate">
      <img
        src={lighthouse}
        width={832}
        height={1024}
        alt="A striped lighthouse by a violet sea, its lamp lit, under an orange evening sky"
      />
      <figcaption>
        <p className="plate-words">A lighthouse by the sea at dusk</p>
        <dl>
          {lines.map(({ about, says }) => (
            <div key={about}>
              <dt>{about}</dt>
              <dd>{says}</dd>
            </div>
          ))}
        </dl>
        <p className="hint">Made by the demo engine that comes with this software.</p>
      </figcaption>
    </figure>
  );
}
