import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

interface Entry<Content> {
  readonly order: number;
  readonly content: Content;
}

/** What a stand-in remembers across restarts: one small file per record, written whole or not at all, the oldest given up beyond the limit. */
export class RecordFolder<Content extends { readonly id: string }> {
  readonly #folder: string;
  readonly #recordsMax: number;
  readonly #entries = new Map<string, Entry<Content>>();
  #lastOrder = 0;

  constructor(folder: string, recordsMax: number) {
    this.#folder = folder;
    this.#recordsMax = recordsMax;
    mkdirSync(folder, { recursive: true });
    const found = readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as Entry<Content>);
    for (const entry of found.sort((one, other) => one.order - other.order)) {
      this.#entries.set(entry.content.id, entry);
      this.#lastOrder = entry.order;
    }
  }

  get(id: string): Content | undefined {
    return this.#entries.get(id)?.content;
  }

  /** Newest first, by the time each was first put. */
  all(): Content[] {
    return [...this.#entries.values()].reverse().map(({ content }) => content);
  }

  put(content: Content): Content {
    const file = this.#fileOf(content.id);
    const entry = { order: this.#entries.get(content.id)?.order ?? ++this.#lastOrder, content };
    writeFileSync(`${file}.part`, JSON.stringify(entry));
    renameSync(`${file}.part`, file);
    this.#entries.set(content.id, entry);
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#recordsMax) break;
      this.delete(oldest);
    }
    return content;
  }

  delete(id: string): void {
    if (this.#entries.delete(id)) rmSync(this.#fileOf(id), { force: true });
  }

  /** Gives up whatever `isOver` says. */
  deleteWhere(isOver: (content: Content) => boolean): void {
    for (const { content } of this.#entries.values()) if (isOver(content)) this.delete(content.id);
  }

  #fileOf(id: string): string {
    if (!/^[\w-]{1,200}$/.test(id)) throw new Error(`not the id of a record: ${id}`);
    return path.join(this.#folder, `${id}.json`);
  }
}
