import { Query, type Client, type Connection } from 'pg';
import { FrontendMessages, type ParameterValue } from './frontend-messages.js';

/** A statement that each connection parses and plans once. */
export interface PreparedStatement {
  /** One name per text, 1 to 63 characters. */
  readonly name: string;
  readonly text: string;
}

export interface Answer {
  readonly rows: unknown[];
  /** The first word of PostgreSQL's command tag, such as `COMMIT`. */
  readonly command: string;
}

type Column = readonly [name: string, read: (text: string) => unknown];

interface Waiting {
  readonly name: string;
  readonly values: readonly ParameterValue[];
  /** Undefined until PostgreSQL has described them once on this connection. */
  columns: readonly Column[] | undefined;
  readonly rows: unknown[];
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

const pipelines = new WeakMap<Client, StatementPipeline>();
/** One for all connections: a packet is written in one go. */
const messages = new FrontendMessages();

/**
 * Sends prepared statements of one connection together: those that are asked for in one turn of the event loop travel in one packet
 * with one synchronization at its end, and are answered in one. After a statement that fails, PostgreSQL skips the rest of its packet.
 */
export class StatementPipeline {
  /** What this connection has prepared, with the columns it answers once it has described them. */
  readonly #prepared = new Map<string, readonly Column[] | undefined>();
  #waiting: Waiting[] = [];
  readonly #query: Client['query'];

  private constructor(private readonly client: Client) {
    this.#query = client.query.bind(client);
    // Whoever asks the connection itself comes after what waits here.
    client.query = ((...asked: Parameters<Client['query']>) => {
      this.#flush();
      return this.#query(...asked);
    }) as Client['query'];
  }

  static of(client: Client): StatementPipeline {
    let pipeline = pipelines.get(client);
    if (!pipeline) {
      pipeline = new StatementPipeline(client);
      pipelines.set(client, pipeline);
    }
    return pipeline;
  }

  run({ name, text }: PreparedStatement, values: readonly unknown[]): Promise<Answer> {
    const plain = this.#prepared.has(name) ? plainValues(values) : null;
    if (!plain) return this.#runAlone({ name, text }, values);
    if (this.#waiting.length === 0) process.nextTick(() => this.#flush());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ name, values: plain, columns: this.#prepared.get(name), rows: [], resolve, reject });
    });
  }

  /** A connection's first time with a statement, and values that the driver itself must write. */
  async #runAlone({ name, text }: PreparedStatement, values: readonly unknown[]): Promise<Answer> {
    this.#flush();
    const { stream } = this.client.connection;
    stream.cork();
    process.nextTick(() => stream.uncork());
    const { rows, command } = await this.#query<object>({ name, text, values: [...values] });
    if (!this.#prepared.has(name)) this.#prepared.set(name, undefined);
    return { rows, command };
  }

  #flush(): void {
    if (this.#waiting.length === 0) return;
    const statements = this.#waiting;
    this.#waiting = [];
    this.#query(new StatementBatch(statements, this.client, (name, columns) => this.#prepared.set(name, columns)));
  }
}

/** Several statements under one synchronization, as the driver's own kind of query: it hands over what PostgreSQL answers meanwhile. */
class StatementBatch extends Query {
  #answered = 0;

  constructor(
    private readonly statements: readonly Waiting[],
    private readonly client: Client,
    private readonly described: (name: string, columns: readonly Column[]) => void,
  ) {
    super('');
    this.submit = (connection) => this.#send(connection);
  }

  #send({ stream }: Connection): void {
    for (const { name, values, columns } of this.statements) messages.statement(name, values, !columns);
    stream.write(messages.synchronized());
  }

  handleRowDescription({
    fields,
  }: {
    readonly fields: readonly { readonly name: string; readonly dataTypeID: Parameters<Client['getTypeParser']>[0] }[];
  }): void {
    const current = this.statements[this.#answered];
    if (current) current.columns = fields.map(({ name, dataTypeID }) => [name, this.client.getTypeParser(dataTypeID, 'text')]);
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    const current = this.statements[this.#answered];
    const row: Record<string, unknown> = {};
    current?.columns?.forEach(([name, read], position) => {
      const text = fields[position] ?? null;
      row[name] = text === null ? null : read(text);
    });
    current?.rows.push(row);
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    const current = this.statements[this.#answered];
    this.#answered += 1;
    if (!current) return;
    current.columns ??= [];
    this.described(current.name, current.columns);
    const end = text.indexOf(' ');
    current.resolve({ rows: current.rows, command: end < 0 ? text : text.slice(0, end) });
  }

  /** Also when the connection is lost. */
  handleError(error: unknown): void {
    for (const skipped of this.statements.slice(this.#answered)) skipped.reject(error);
    this.#answered = this.statements.length;
  }

  handleReadyForQuery(): void {
    this.emit('end');
  }
}

/** As PostgreSQL reads them; null when one is of a kind that the driver must write. */
function plainValues(values: readonly unknown[]): ParameterValue[] | null {
  const plain: ParameterValue[] = [];
  for (const value of values) {
    if (typeof value === 'string' || Buffer.isBuffer(value)) plain.push(value);
    else if (value === null || value === undefined) plain.push(null);
    else if (typeof value === 'number' || typeof value === 'boolean') plain.push(String(value));
    else if (value instanceof Date) plain.push(value.toISOString());
    else if (value instanceof Uint8Array) plain.push(Buffer.from(value.buffer, value.byteOffset, value.byteLength));
    else return null;
  }
  return plain;
}
