import type { Client } from 'pg';

/** Queries that give one readable line per fact; names and definitions as PostgreSQL itself prints them. */
const facts: readonly (readonly [title: string, sql: string])[] = [
  [
    'columns',
    `SELECT format('%s.%s %s%s%s%s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN ' not null' ELSE '' END,
            CASE WHEN a.attidentity <> '' THEN ' identity' ELSE '' END,
            coalesce(CASE WHEN a.attgenerated <> '' THEN ' generated ' ELSE ' default ' END || pg_get_expr(d.adbin, d.adrelid), '')) AS line
       FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
      WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND c.relnamespace = 'public'::regnamespace
      ORDER BY c.relname, a.attnum`,
  ],
  [
    'storage and row-level security',
    `SELECT format('%s%s%s%s', relname, CASE WHEN relrowsecurity THEN ' rls' ELSE '' END, CASE WHEN relforcerowsecurity THEN ' forced' ELSE '' END,
            coalesce(' ' || array_to_string(reloptions, ' '), '')) AS line
       FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname`,
  ],
  [
    'constraints',
    `SELECT format('%s.%s %s', CASE WHEN contypid = 0 THEN conrelid::regclass::text ELSE 'domain ' || contypid::regtype END, conname, pg_get_constraintdef(oid)) AS line
       FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n' ORDER BY contypid <> 0, conrelid::regclass::text, contypid::regtype::text, conname`,
  ],
  [
    'domains',
    `SELECT format('%s %s%s', oid::regtype, format_type(typbasetype, typtypmod), CASE WHEN typnotnull THEN ' not null' ELSE '' END) AS line
       FROM pg_type WHERE typtype = 'd' AND typnamespace = 'public'::regnamespace ORDER BY oid::regtype::text`,
  ],
  ['indexes', `SELECT indexdef AS line FROM pg_indexes WHERE schemaname = 'public' ORDER BY tablename, indexname`],
  [
    'policies',
    `SELECT format('%s.%s for %s to %s using %s check %s', tablename, policyname, lower(cmd), array_to_string(roles, ', '), qual, with_check) AS line
       FROM pg_policies WHERE schemaname = 'public' ORDER BY tablename, policyname`,
  ],
  [
    'grants on tables',
    `SELECT format('%s to %s: %s', table_name, grantee, string_agg(lower(privilege_type), ', ' ORDER BY privilege_type)) AS line
       FROM information_schema.role_table_grants WHERE table_schema = 'public' AND grantee <> grantor
      GROUP BY table_name, grantee ORDER BY table_name, grantee`,
  ],
  [
    'functions',
    // The digest stands for the body, so that a changed one is seen here as well.
    `SELECT format('%s returns %s, body %s, called by %s', oid::regprocedure, format_type(prorettype, NULL), left(md5(prosrc), 12),
            coalesce((SELECT string_agg(g.grantee::regrole::text, ', ' ORDER BY g.grantee::regrole::text) FROM aclexplode(proacl) g WHERE g.grantee <> proowner), 'nobody')) AS line
       FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY oid::regprocedure::text`,
  ],
  ['triggers', `SELECT pg_get_triggerdef(oid) AS line FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgrelid::regclass::text, tgname`],
  [
    'the schema itself',
    `SELECT format('%s may %s', grantee::regrole, lower(privilege_type)) AS line
       FROM pg_namespace, aclexplode(nspacl) WHERE nspname = 'public' AND grantee NOT IN (0, nspowner) ORDER BY 1`,
  ],
];

/** The schema `public` as text: everything that a migration can change, nothing that depends on when or where it ran. */
export async function describeSchema(client: Client): Promise<string> {
  const parts: string[] = [];
  for (const [title, sql] of facts) {
    const { rows } = await client.query<{ line: string }>(sql);
    parts.push([`## ${title}`, ...rows.map(({ line }) => line)].join('\n'));
  }
  return parts.join('\n\n');
}
