import { getCaseFigures, type CaseFigures } from '@keepword/contracts';
import { data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { BarPlot } from '../../console/bar-plot.js';
import { openConsoleVisit } from '../../console/console-visit.server.js';
import { MissingPart } from '../../page/missing-part.js';
import { part } from '../../platform/problems.server.js';

export const meta: MetaFunction = () => [{ title: 'Figures · Privacy console' }, { name: 'robots', content: 'noindex' }];

const spans = [12, 26, 52] as const;

export async function loader({ request }: LoaderFunctionArgs) {
  const visit = openConsoleVisit(request);
  const asked = Number(new URL(request.url).searchParams.get('weeks'));
  const weeks = spans.find((span) => span === asked) ?? spans[0];
  const figures = await part(visit, () => visit.api.call(getCaseFigures, { query: { weeks } }));
  return data({ figures, weeks }, { headers: visit.headers() });
}

export default function Figures() {
  const { figures, weeks } = useLoaderData<typeof loader>();
  return (
    <>
      <h1>Figures</h1>
      <nav className="console-filters" aria-label="Span">
        {spans.map((span) => (
          <Link key={span} to={`/console/figures?weeks=${span}`} aria-current={span === weeks ? 'page' : undefined}>
            {span} weeks
          </Link>
        ))}
      </nav>
      {figures.here ? <Shown figures={figures.value} /> : <MissingPart because={figures.because} />}
    </>
  );
}

function Shown({ figures: { weeks, answers } }: { figures: CaseFigures }) {
  const total = (name: 'received' | 'finished') => weeks.reduce((sum, week) => sum + week[name], 0);
  return (
    <>
      <dl className="console-tallies">
        <Tally term="Received" value={total('received')} />
        <Tally term="Finished" value={total('finished')} />
        <Tally term="Answered" value={answers.count} />
        <Tally term="Answered late" value={answers.late} late={answers.late > 0} />
        <Tally term="Half answered within" value={hours(answers.medianHours)} />
        <Tally term="Nine of ten within" value={hours(answers.p90Hours)} />
      </dl>
      <BarPlot
        title="Requests by week, from Monday"
        of="Week of"
        groups={weeks.map(({ monday }) => monday.slice(5))}
        series={[
          { name: 'Received', values: weeks.map(({ received }) => received) },
          { name: 'Finished', values: weeks.map(({ finished }) => finished) },
        ]}
      />
      {answers.count === 0 ? (
        <p className="hint">Nobody was answered in these weeks; how soon people are answered shows here as soon as somebody is.</p>
      ) : (
        <BarPlot
          title="Answers by how much of the promised time had passed"
          of="Promised time passed"
          groups={answers.shares.map(({ tenth }) => (tenth === null ? 'late' : `–${tenth * 10 + 10} %`))}
          series={[{ name: 'Answers', values: answers.shares.map(({ count }) => count) }]}
        />
      )}
      <p className="hint">
        From receipt to the answer that counts, by the clock on the wall; the promise of each case is that of its class and profile. Cases
        whose history was erased are not counted.
      </p>
    </>
  );
}

function Tally({ term, value, late = false }: { term: string; value: number | string; late?: boolean }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd className={late ? 'late' : undefined}>{value}</dd>
    </div>
  );
}

/** «3 h», «4.5 days»; a dash where there is nothing to say. */
function hours(count: number | null): string {
  if (count === null) return '–';
  if (count < 1) return `${Math.max(1, Math.ceil(count * 60))} min`;
  return count < 72 ? `${Math.round(count)} h` : `${Math.round((count / 24) * 10) / 10} days`;
}
