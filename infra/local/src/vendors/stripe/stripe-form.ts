const depthMax = 6;
const fieldsMax = 500;

/**
 * Stripe's way of writing nested parameters in a form: `line_items[0][price_data][currency]=eur`. An object whose names are all
 * numbers becomes a list. Every leaf is text.
 */
export function nestedParameters(form: URLSearchParams): Record<string, unknown> {
  const root = branch();
  let fields = 0;
  for (const [name, value] of form) {
    fields += 1;
    const steps = [/^[^[\]]+/.exec(name)?.[0] ?? '', ...[...name.matchAll(/\[([^[\]]*)\]/g)].map((match) => match[1] ?? '')];
    if (fields > fieldsMax || steps.length > depthMax) throw new RangeError('too many parameters');
    place(root, steps, value);
  }
  return Object.fromEntries([...root].map(([name, value]) => [name, plain(value)]));
}

interface Branch extends Map<string, string | Branch> {}
const branch = (): Branch => new Map();

function place(root: Branch, steps: readonly string[], value: string): void {
  let at = root;
  for (const step of steps.slice(0, -1)) {
    const next = at.get(step);
    const deeper = next instanceof Map ? next : branch();
    at.set(step, deeper);
    at = deeper;
  }
  const last = steps[steps.length - 1] ?? '';
  // `expand[]=a&expand[]=b` counts up by itself.
  at.set(last === '' ? String(at.size) : last, value);
}

function plain(value: string | Branch): unknown {
  if (typeof value === 'string') return value;
  const entries = [...value];
  if (entries.length > 0 && entries.every(([name]) => /^\d+$/.test(name)))
    return entries.sort(([one], [other]) => Number(one) - Number(other)).map(([, each]) => plain(each));
  return Object.fromEntries(entries.map(([name, each]) => [name, plain(each)]));
}
