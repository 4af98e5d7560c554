import { annotationsOf, NotPersonal, Personal } from './annotations.js';
import { categoriesOf, coverageGaps, type DataMap, type MappedWorld } from './data-map.js';

const personal = (subject = 'subject_id') => ({ personal: true, category: 'generation.prompt', subject, onErasure: 'delete' }) as const;

const map: DataMap = {
  columns: [
    { table: 'letters', column: 'subject_id', annotation: personal() },
    { table: 'letters', column: 'body', annotation: personal() },
    { table: 'letters', column: 'stamp', annotation: { personal: false, reason: 'a colour' } },
  ],
  prefixes: [{ prefix: 'scans/', category: 'generation.output', subject: 'key part 2' }],
  fields: [
    { carrier: 'job letter.post', field: 'letterId', annotation: { category: 'communication.message' } },
    { carrier: 'job letter.post', field: 'tries', annotation: { notPersonal: 'a counter' } },
  ],
};
const world: MappedWorld = {
  columns: map.columns,
  prefixes: ['scans/'],
  fields: map.fields,
  retained: () => true,
};

describe('coverage of the data map', () => {
  it('given a map that names all there is, then there are no gaps', () => {
    expect(coverageGaps(map, world)).toEqual([]);
  });

  it('given a column that nobody annotated, then it is named', () => {
    const columns = [...world.columns, { table: 'letters', column: 'sender' }];
    expect(coverageGaps(map, { ...world, columns })).toEqual(['column letters.sender has no annotation']);
  });

  it('given an annotated column that is gone, then it is named', () => {
    expect(coverageGaps(map, { ...world, columns: world.columns.slice(0, 2) })).toEqual(['annotated column letters.stamp does not exist']);
  });

  it('given a prefix or a payload field that the map does not know, then each is named', () => {
    const more = { prefixes: ['scans/', 'voices/'], fields: [...world.fields, { carrier: 'job letter.post', field: 'address' }] };
    expect(coverageGaps(map, { ...world, ...more })).toEqual([
      'field job letter.post: address has no annotation',
      'prefix voices/ has no annotation',
    ]);
  });

  it('given a prefix or a field that is only in the map, then each is named', () => {
    expect(coverageGaps(map, { ...world, prefixes: [], fields: world.fields.slice(0, 1) })).toEqual([
      'annotated field job letter.post: tries does not exist',
      'annotated prefix scans/ does not exist',
    ]);
  });

  it('given a category without a retention rule, then it is named once, wherever it is carried', () => {
    const retained: MappedWorld['retained'] = (category) => category !== 'generation.prompt';
    expect(coverageGaps(map, { ...world, retained })).toEqual(['category generation.prompt has no retention rule']);
  });

  it.each([
    ['a column that is not there', 'owner_id', 'letters.owner_id'],
    ['a member of a column that is not there', 'payload.subjectId', 'letters.payload'],
    ['another table that is not there', 'stamp -> stamps.subject_id', 'stamps.subject_id'],
    ['a second way that is not there', 'subject_id | stamp -> stamps.subject_id', 'stamps.subject_id'],
  ])('given a way to the subject over %s, then the column is lost', (_, subject, missing) => {
    const lost = { table: 'letters', column: 'body', annotation: personal(subject) };
    const columns = map.columns.with(1, lost);
    expect(coverageGaps({ ...map, columns }, world)).toEqual([
      `column letters.body leads to its subject over ${missing}, which is not in the map`,
    ]);
  });

  it('given any map, then its categories are those of columns, prefixes and fields together', () => {
    expect([...categoriesOf(map)].toSorted()).toEqual(['communication.message', 'generation.output', 'generation.prompt']);
  });
});

describe('annotations', () => {
  class Letter {
    @Personal({ category: 'communication.message', subject: 'subject_id', onErasure: 'delete' })
    body!: string;

    @NotPersonal('a colour')
    stamp!: string;
  }
  class Parcel {
    weight!: number;
  }

  it('given an annotated class, then each property has its own', () => {
    expect(annotationsOf(Letter)).toEqual(
      new Map([
        ['body', { personal: true, category: 'communication.message', subject: 'subject_id', onErasure: 'delete' }],
        ['stamp', { personal: false, reason: 'a colour' }],
      ]),
    );
  });

  it('given a class without annotations, then there are none', () => {
    expect(annotationsOf(Parcel).size).toBe(0);
  });
});
