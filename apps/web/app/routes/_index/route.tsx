import { describePeriod } from '@keepword/primitives';
import { Link, useLoaderData } from '@remix-run/react';
import { imageModels, offers } from '../../platform/catalogue.server.js';
import { logFailure } from '../../platform/log.server.js';
import { figures, imagesOffered, promiseLines } from '../../platform/policy.server.js';
import { useRoot } from '../../page/use-root.js';
import { creditsInWords, price, wholeNumber } from '../../wording/amounts.js';
import { Figures, type Figure } from './figures.js';
import { Plate, type PlateLine } from './plate.js';

export async function loader() {
  return { figures: figuresInForce(), lines: promiseLines, prices: await prices(), studio: imagesOffered };
}

/** Each figure is read from the active profile; none is written here. */
function figuresInForce(): Figure[] {
  const { recipients, answerWithin, cookiesMax, promises, promisesKeptByCode } = figures;
  const all: (Figure | null)[] = [
    stayOfPictures(),
    {
      value: String(recipients.length),
      about: `${recipients.length === 1 ? 'company' : 'companies'} may receive anything at all: ${inWords(recipients)}.`,
    },
    answerWithin ? { value: describePeriod(answerWithin), about: 'is the longest you wait for an answer about your data.' } : null,
    cookiesMax ? { value: String(cookiesMax), about: cookiesMax === 1 ? 'cookie. It ends with your session.' : 'cookies at most.' } : null,
    {
      value: String(promises),
      about: `sentences of our policy are promises; software keeps ${promisesKeptByCode} of them today, and the rest say why not yet.`,
    },
  ];
  return all.filter((figure) => figure !== null);
}

function stayOfPictures(): Figure {
  const { pictures, backupsOfPictures } = figures;
  const backups = backupsOfPictures === null ? '' : ` Backups forget it within ${describePeriod(backupsOfPictures)} more.`;
  if (pictures?.rule !== 'timed' || pictures.after === undefined) {
    return { value: 'You decide', about: `how long a picture stays. ${promiseLines.result?.says ?? ''}${backups}` };
  }
  const project = pictures.exceptions.includes('saved-to-project') ? ', unless it is in a project of yours' : ' before it is removed';
  return { value: describePeriod(pictures.after), about: `is the longest a picture stays${project}.${backups}` };
}

function inWords(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? 'none') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** Null while core-api cannot be asked: this page is readable without it. */
async function prices() {
  try {
    const [models, packs] = await Promise.all([imageModels(), offers()]);
    const tiers = models.flatMap((model) => model.tiers.map(({ credits }) => credits));
    const smallest = [...packs].sort((a, b) => a.amountMinor - b.amountMinor)[0];
    if (tiers.length === 0 || !smallest) return null;
    return {
      cheapest: Math.min(...tiers),
      dearest: Math.max(...tiers),
      pack: { credits: smallest.credits, amountMinor: smallest.amountMinor, currency: smallest.currency },
    };
  } catch (error) {
    logFailure('prices could not be read', error);
    return null;
  }
}

type Lines = Record<'prompt' | 'result', { says: string } | undefined>;
type Prices = Awaited<ReturnType<typeof prices>>;

/** What stands under a picture: taken from the rules and prices in force, like everything else here. */
function plateLines(lines: Lines, known: Prices): PlateLine[] {
  return [
    known ? { about: 'Price', says: `from ${creditsInWords(known.cheapest)}, nothing if it fails` } : null,
    lines.prompt ? { about: 'Words', says: lines.prompt.says } : null,
    lines.result ? { about: 'Picture', says: lines.result.says } : null,
  ].filter((line) => line !== null);
}

export default function Landing() {
  const { figures: shown, lines, prices: known, studio } = useLoaderData<typeof loader>();
  const root = useRoot();
  return (
    <div className="landing">
      <section className="hero">
        <div className="hero-words">
          <h1>
            Every picture here
            <br /> comes with <em>our word.</em>
          </h1>
          <p className="hero-lead">
            {root?.brand.tagline} You write a sentence, you get a picture. What happens to both is not left to a page nobody reads: our
            privacy policy is a program, and this is the place that runs on it.
          </p>
          {studio ? (
            <p className="hero-ways">
              <Link to="/studio" className="button primary large">
                Make a picture
              </Link>
              <Link to="/legal/privacy">Read our word</Link>
            </p>
          ) : null}
        </div>
        {studio ? <Plate lines={plateLines({ prompt: lines.prompt, result: lines.result }, known)} /> : null}
      </section>
      <Figures figures={shown} version={root?.policy.version ?? ''} />
      <section className="places">
        <h2>The promise stands where it counts</h2>
        <p className="measure">
          Not in a banner and not at the bottom. Next to the box, the button and the file it is about, in one sentence, from the rules in
          force right now.
        </p>
        <dl>
          {(
            [
              ['prompt', 'Where you write'],
              ['upload', 'Where you add a picture'],
              ['pay', 'Where you pay'],
              ['result', 'Under what you made'],
              ['delete', 'At the delete button'],
            ] as const
          ).map(([place, where]) => {
            const line = lines[place];
            return line ? (
              <div key={place}>
                <dt>{where}</dt>
                <dd>
                  <Link to={`/legal/privacy#${line.id}`}>{line.says}</Link>
                </dd>
              </div>
            ) : null;
          })}
        </dl>
      </section>
      {known ? <Fair known={known} /> : null}
    </div>
  );
}

function Fair({ known }: { known: NonNullable<Prices> }) {
  return (
    <section className="fair">
      <h2>A price you see first</h2>
      <p className="measure">
        A picture costs{' '}
        {known.cheapest === known.dearest ? wholeNumber(known.cheapest) : `${wholeNumber(known.cheapest)} to ${wholeNumber(known.dearest)}`}{' '}
        credits, depending on the model. The smallest pack is {wholeNumber(known.pack.credits)} credits for{' '}
        {price(known.pack.amountMinor, known.pack.currency)}. The price is held while the picture is made. If it fails, is canceled or is
        held back, every credit returns by itself.
      </p>
    </section>
  );
}
