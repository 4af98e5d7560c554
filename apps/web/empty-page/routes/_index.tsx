/** One paragraph: a page without any text has no largest contentful paint at all. */
export default function Empty() {
  return <p>Nothing but a framework.</p>;
}
