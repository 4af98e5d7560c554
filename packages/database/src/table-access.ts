/** The apps' own Postgres roles. None owns a table, none bypasses row-level security. */
export const appRoles = ['core_api', 'privacy_service', 'worker'] as const;
/** Roles that cross subjects, each for one purpose; only participants use them. */
export const participantRoles = ['participant_retention', 'participant_export', 'participant_erasure', 'participant_cases'] as const;
/** Whoever runs the platform from the command line, with no more than its commands need. */
export const operatorRole = 'operator';
export const databaseRoles = [...appRoles, ...participantRoles, operatorRole] as const;
export type DatabaseRole = (typeof databaseRoles)[number];

export type Privilege = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';

/** Who may touch a table, and which column binds its rows to a subject. Grants and policies are made from this list and from nothing else. */
export interface TableAccess {
  readonly table: string;
  /** With a column: forced row-level security on it. Null: the table holds no subject's content. */
  readonly subjectColumn: string | null;
  readonly grants: Readonly<Partial<Record<DatabaseRole, readonly Privilege[]>>>;
  /** What restricted processing (GDPR Art. 18) forbids here, whichever app writes. */
  readonly restricted?: {
    /** No new rows. */
    readonly insert: true;
    /** Rows are changed only to such that fulfil this condition over their new columns; every change is let through without one. */
    readonly updateOnlyTo?: string;
  };
}

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** The SQL that puts grants and forced row-level security on one table. */
export function accessStatements({ table, subjectColumn, grants, restricted }: TableAccess): string[] {
  const name = quote(table);
  const statements = [`REVOKE ALL ON ${name} FROM PUBLIC`];
  for (const [role, privileges] of Object.entries(grants)) {
    if (privileges.length > 0) statements.push(`GRANT ${privileges.join(', ')} ON ${name} TO ${quote(role)}`);
  }
  if (subjectColumn === null) return statements;
  const own = `${quote(subjectColumn)} = NULLIF(current_setting('keepword.subject', true), '')::uuid`;
  const bound = appRoles.filter((role) => grants[role]);
  const crossing = participantRoles.filter((role) => grants[role]);
  statements.push(`ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY`, `ALTER TABLE ${name} FORCE ROW LEVEL SECURITY`);
  if (bound.length > 0)
    statements.push(`CREATE POLICY own_rows ON ${name} TO ${bound.map(quote).join(', ')} USING (${own}) WITH CHECK (${own})`);
  if (crossing.length > 0)
    statements.push(`CREATE POLICY crossing ON ${name} TO ${crossing.map(quote).join(', ')} USING (true) WITH CHECK (true)`);
  if (restricted) statements.push(...restrictionStatements(name, `${name}.${quote(subjectColumn)}`, bound, restricted));
  return statements;
}

/** Restrictive policies are anded to the others: no other permission makes up for them. */
function restrictionStatements(
  name: string,
  subject: string,
  roles: readonly DatabaseRole[],
  { updateOnlyTo }: NonNullable<TableAccess['restricted']>,
): string[] {
  const to = roles.map(quote).join(', ');
  const free = `NOT EXISTS (SELECT FROM processing_restrictions r WHERE r.subject_id = ${subject})`;
  const insert = `CREATE POLICY unrestricted_insert ON ${name} AS RESTRICTIVE FOR INSERT TO ${to} WITH CHECK (${free})`;
  if (updateOnlyTo === undefined) return [insert];
  const update = `CREATE POLICY unrestricted_update ON ${name} AS RESTRICTIVE FOR UPDATE TO ${to} USING (true) WITH CHECK ((${updateOnlyTo}) OR ${free})`;
  return [insert, update];
}

/** Who may call a function. PostgreSQL lets everybody call every new function; here nobody may who is not listed. */
export interface FunctionAccess {
  /** With argument types: `credit_sum(bigint[])`. */
  readonly signature: string;
  readonly to: readonly DatabaseRole[];
}

/** The SQL that takes all functions from PUBLIC and gives each to its callers. Triggers need no such right. */
export function functionAccessStatements(functions: readonly FunctionAccess[]): string[] {
  return [
    'REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC',
    ...functions.map(({ signature, to }) => `GRANT EXECUTE ON FUNCTION ${signature} TO ${to.map(quote).join(', ')}`),
  ];
}
