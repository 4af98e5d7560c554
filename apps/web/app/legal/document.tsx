import type { LegalDocument } from '@keepword/policy';
import { TableFrame } from '../page/table-frame.js';

type Block = LegalDocument['sections'][number]['blocks'][number];

/** A legal page as data, turned into HTML. Works without scripts; long tables scroll in their own frame. */
export function DocumentBody({ document, numbered = true }: { document: LegalDocument; numbered?: boolean }) {
  return (
    <>
      {document.sections.map(({ id, heading, blocks }, index) => (
        <section key={id} id={id} className="law-section">
          <h2>
            {numbered ? <span className="law-number">{index + 1}</span> : null}
            {heading}
          </h2>
          {blocks.map((block, place) => (
            <BlockBody key={place} block={block} />
          ))}
        </section>
      ))}
    </>
  );
}

function BlockBody({ block }: { block: Block }) {
  if (block.kind === 'paragraph') return <p>{block.text}</p>;
  if (block.kind === 'list') {
    return (
      <ul>
        {block.items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    );
  }
  return (
    <TableFrame label={block.caption}>
      <table>
        <caption>{block.caption}</caption>
        <thead>
          <tr>
            {block.columns.map((column) => (
              <th scope="col" key={column}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {block.rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, place) => (
                <td key={place} data-column={block.columns[place]}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
